import { readFile } from 'node:fs/promises';
import { InvalidJaegerUrlError } from '../sources/errors.js';
import { InvalidTraceIdError } from '../trace/errors.js';
import { printable } from '../trace/printable.js';
import { UsageError } from './errors.js';
import { HELP, USAGE } from './help.js';
import { type Command, parseCommand } from './parse-command.js';
import { record } from './record.js';
import { show } from './show.js';
import type { Terminal } from './terminal.js';

/** The two streams that a command writes to; `process` has both. */
export interface Output {
  readonly stdout: Terminal;
  readonly stderr: NodeJS.WritableStream;
}

const PACKAGE = new URL('../../package.json', import.meta.url);

/**
 * Runs `traced` with the arguments that follow its name. An error of the kit is written to `output.stderr` as one
 * sentence; any other error is a bug, and rejects.
 * @returns The exit status: 0 when the command succeeded, 1 when it failed, 2 when the arguments are wrong.
 */
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
    case 'record':
      return record(command, stdout);
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

/** Whether the kit threw the error on purpose: then its message says it all, while a bug is shown with its stack. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('KIT_');
}

function isAboutUsage(error: Error): boolean {
  const aboutUsage = [UsageError, InvalidTraceIdError, InvalidJaegerUrlError];
  return aboutUsage.some((type) => error instanceof type);
}
