import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findNode } from '../../../libs/devstack/launcher/node.js';

const PATIENCE_MILLIS = 10_000;
const STANDARD_ERROR = 2;

/**
 * Forks a benchmark's own module, which is `serve()` below in the child. `ready` is what it told first;
 * `ask` sends a question and resolves with the answer. Whatever the child prints goes to standard error, and the child ends
 * when this process does.
 */
export async function forkService(moduleUrl, { execArgv = [], env = {} }) {
  const child = fork(fileURLToPath(moduleUrl), {
    execPath: findNode(),
    execArgv,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', STANDARD_ERROR, STANDARD_ERROR, 'ipc'],
  });
  const ready = await toldBy(child);
  return {
    ready,
    ask(question) {
      child.send(question);
      return toldBy(child);
    },
    /** Ends the child, by force if it does not go within ten seconds. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const escalation = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MILLIS);
      const ended = once(child, 'exit');
      if (child.connected) child.disconnect();
      await ended;
      clearTimeout(escalation);
    },
  };
}

/** The child's side of `forkService`: tells `ready`, and the answer to each question. */
export function answerParent(ready, answer) {
  const tell = async (question) => process.send(await answer(question));
  process.on('message', (question) => void tell(question));
  process.on('disconnect', () => process.exit());
  process.send(ready);
}

async function toldBy(child) {
  const ended = new AbortController();
  const end = () => ended.abort(new Error('A service has ended.'));
  child.once('exit', end);
  const [message] = await once(child, 'message', { signal: ended.signal });
  child.off('exit', end);
  return message;
}
