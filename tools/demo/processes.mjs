import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';

const startTimeout = 30_000;
const stopTimeout = 5_000;

/** The processes that this one started; each is ended by its own id. */
export class Processes {
  #running = [];
  #reportEnd;

  constructor() {
    this.stopping = false;
    /** Rejects when a process ends that should not. */
    this.unexpectedEnd = new Promise((_, reject) => (this.#reportEnd = reject));
    this.unexpectedEnd.catch(() => {});
  }

  /** Starts a process whose output goes to its log, and waits until `isReady` says so. */
  async start({ name, command, args, env, log, stopSignal = 'SIGTERM', isReady }) {
    if (this.stopping) throw new Failure(`${name} was not started: everything is being ended.`);
    const output = openSync(log, 'w', 0o600);
    const child = spawn(command, args, { env, stdio: ['ignore', output, output] });
    closeSync(output);
    const ended = new Promise((resolve) => {
      child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `exit code ${code}`}`));
    });
    const entry = { child, name, stopSignal, ended };
    this.#running.push(entry);
    ended.then((how) => {
      this.#running = this.#running.filter((other) => other !== entry);
      if (!this.stopping) this.#reportEnd(new Failure(`${name} ${how}.`, { log }));
    });
    await Promise.race([this.#waitUntilReady(name, log, isReady), this.unexpectedEnd]);
  }

  async #waitUntilReady(name, log, isReady) {
    const deadline = performance.now() + startTimeout;
    let last = 'not ready';
    while (!this.stopping) {
      if (await isReady().catch((error) => void (last = error.cause?.message ?? error.message))) return;
      if (performance.now() > deadline) throw new Failure(`${name} was not ready within ${startTimeout / 1000} s: ${last}.`, { log });
      await delay(50);
    }
  }

  /** Ends the processes, the last one started first; what does not end in time is killed. */
  async stopAll() {
    this.stopping = true;
    for (const { child, stopSignal, ended } of [...this.#running].reverse()) {
      child.kill(stopSignal);
      const inTime = await Promise.race([ended.then(() => true), delay(stopTimeout, false, { ref: false })]);
      if (!inTime) child.kill('SIGKILL');
    }
  }

  killAll() {
    for (const { child } of this.#running) child.kill('SIGKILL');
  }
}
