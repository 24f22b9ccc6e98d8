import { describe, expect, it } from '@jest/globals';
import { runNode } from '../support/run-node.js';

/** What an application does with the results of one method, each of which fails with an error of its own. */
const CALLS = `
  method(Promise.reject(new Error('promise')));
  method(Promise.reject('promise of no error'));
  method((async () => { throw new Error('async function'); })());
  method(query(new Error('thenable'))).then(() => {});
  method((async function* () { throw new Error('async generator'); })()).next();
  method(throwError(() => new Error('Observable'))).subscribe();
  method(Readable.from([])).destroy(new Error('stream'));
  method(Promise.resolve(Readable.from([]))).then((it) => it.destroy(new Error('promise of a stream')));

  method(Promise.reject(new Error('handled promise'))).catch(() => {});
  method(query(new Error('handled thenable'))).then(() => {}, () => {});
  method(query(new Error('thenable that nobody asked for')));
  method((async function* () { throw new Error('handled async generator'); })()).next().catch(() => {});
  method(throwError(() => new Error('handled Observable'))).subscribe({ error() {} });
  method(Readable.from([])).on('error', () => {}).destroy(new Error('handled stream'));
  method(new StreamableFile(Readable.from([]))).getStream().destroy(new Error('StreamableFile'));
`;

const script = (method: string): string => `
  import { Readable } from 'node:stream';
  import { StreamableFile } from '@nestjs/common';
  import { throwError } from 'rxjs';
  import { traced } from '@traced/nest';

  const method = ${method};
  const query = (error) => ({ then: (...callbacks) => Promise.reject(error).then(...callbacks) });
  const uncaught = [];
  for (const event of ['unhandledRejection', 'uncaughtException']) {
    process.on(event, (error) => uncaught.push(event + ': ' + (error.message ?? error)));
  }
  process.on('exit', () => console.log(JSON.stringify(uncaught.sort())));
  ${CALLS}
`;

/** The events of a process whose calls go through `method`. */
async function uncaughtOf(method: string): Promise<string[]> {
  const args = [
    '--import',
    '@traced/nest/register',
    '--input-type=module',
    '--eval',
    script(method),
  ];
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const { code, stdout, stderr } = await runNode(args, { cwd: 'libs/tracing', env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as string[];
}

describe('an error that an application does not handle', () => {
  it('reaches the process as it does without tracing, and as often', async () => {
    const untraced = await uncaughtOf('(result) => result');
    expect(untraced).toEqual([
      'uncaughtException: Observable',
      'uncaughtException: promise of a stream',
      'uncaughtException: stream',
      'unhandledRejection: async function',
      'unhandledRejection: async generator',
      'unhandledRejection: promise',
      'unhandledRejection: promise of no error',
      'unhandledRejection: thenable',
    ]);
    expect(await uncaughtOf("traced('method', (result) => result)")).toEqual(untraced);
  });
});
