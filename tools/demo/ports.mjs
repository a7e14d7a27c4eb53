import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

const users = { port: 'the app', 'azurite-port': 'Azurite', 'simulator-port': 'the simulator' };

export async function requireFreePorts({ ports }) {
  for (const [option, port] of Object.entries(ports)) {
    const problem = await tryToListen(port);
    if (problem === 'EADDRINUSE')
      throw new Failure(`Port ${port} for ${users[option]} is taken. Choose another: ./run.sh --${option} ${port < 65000 ? port + 100 : port - 100}`);
    if (problem) throw new Failure(`Port ${port} for ${users[option]} cannot be used (${problem}). Choose another: ./run.sh --${option} N`);
  }
}

function tryToListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
