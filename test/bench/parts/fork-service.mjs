import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findNode } from '../../../libs/devstack/launcher/node.js';

/**
 * Forks a benchmark's own module, which is `serve()` below in the child. `ready` is what it told first;
 * `ask` sends a question and resolves with the answer.
 */
export async function forkService(moduleUrl, { execArgv, env }) {
  const child = fork(fileURLToPath(moduleUrl), {
    execPath: findNode(),
    execArgv,
    env: { PATH: process.env.PATH, ...env },
  });
  const ready = await toldBy(child);
  return {
    ready,
    ask(question) {
      child.send(question);
      return toldBy(child);
    },
    async stop() {
      child.disconnect();
      await once(child, 'exit');
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
