import { readFile } from 'node:fs/promises';
import { InvalidJaegerUrlError } from '../sources/errors.js';
import { InvalidTraceIdError } from '../trace/errors.js';
import { printable } from '../trace/printable.js';
import { UsageError } from './errors.js';
import { HELP, USAGE } from './help.js';
import { type Command, parseCommand } from './parse-command.js';
import { show } from './show.js';
import type { Terminal } from './terminal.js';

/** Where a command writes; `process` is one. */
export interface Output {
  readonly stdout: Terminal;
  readonly stderr: NodeJS.WritableStream;
}

const PACKAGE = new URL('../../package.json', import.meta.url);

/** Runs `traced` with these arguments. Resolves with its exit status: 0, 1 for a failure, 2 for wrong arguments. */
export async function runCommand(args: readonly string[], output: Output): Promise<number> {
  try {
    await run(parseCommand(args), output.stdout);
    return 0;
  } catch (error) {
    if (!isExpected(error)) throw error;
    output.stderr.write(`traced: ${printable(error.message)}\n`);
    if (!isAboutUsage(error)) return 1;
    output.stderr.write(`${USAGE}\n`);
    return 2;
  }
}

async function run(command: Command, stdout: Terminal): Promise<void> {
  switch (command.name) {
    case 'show':
      return show(command, stdout);
    case 'help':
      return void stdout.write(`${HELP}\n`);
    case 'version':
      return void stdout.write(`${await version()}\n`);
  }
}

async function version(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
  return version;
}

/** Whether it is an error of ours, whose message is all that the user needs; a bug keeps its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('KIT_');
}

function isAboutUsage(error: Error): boolean {
  const aboutUsage = [UsageError, InvalidTraceIdError, InvalidJaegerUrlError];
  return aboutUsage.some((type) => error instanceof type);
}
