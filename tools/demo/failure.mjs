// A step that did not go as it must: told to the reader as a sentence, without a stack.
export class Failure extends Error {
  /** @param {{ log?: string, exitCode?: number }} details log: the log file of the process that is to blame */
  constructor(message, { log, exitCode = 1 } = {}) {
    super(message);
    this.log = log;
    this.exitCode = exitCode;
  }
}
