import { parseArgs } from 'node:util';
import { UsageError } from './errors.js';

const MAX_TIMEOUT_SECONDS = 86_400;

const OPTIONS = {
  jaeger: { type: 'string' },
  timeout: { type: 'string', default: '30' },
  services: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

/** The arguments of `traced show`. */
export interface ShowCommand {
  readonly name: 'show';
  readonly traceId: string;
  /** The URL of Jaeger's query API, as it was written on the command line. */
  readonly jaeger: string;
  /** How long to wait for the trace, in milliseconds. */
  readonly timeoutMillis: number;
  /** The services that the trace has to be over, sorted, each once; `undefined` accepts any. */
  readonly services: readonly string[] | undefined;
  readonly json: boolean;
}

export type Command = ShowCommand | { readonly name: 'help' | 'version' };

/**
 * Reads the arguments that follow `traced`. Help wins over version, and version over any command.
 * @throws {UsageError} when an argument is missing, unknown or out of bounds.
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [command = 'no command', traceId, ...rest] = positionals;
  if (command !== 'show') throw new UsageError(`Expected the command show, got ${command}.`);
  if (traceId === undefined)
    throw new UsageError('Expected the id of a trace after show, got none.');
  if (rest.length > 0) throw new UsageError(`Expected one trace id, got ${rest.join(' ')} too.`);
  if (values.jaeger === undefined) throw new UsageError('Expected --jaeger <url>, got no source.');
  return {
    name: 'show',
    traceId,
    jaeger: values.jaeger,
    timeoutMillis: parseSeconds(values.timeout) * 1_000,
    services: values.services === undefined ? undefined : parseNames(values.services),
    json: values.json,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    const [sentence] = message.split(/\.\s/, 1);
    throw new UsageError(`${sentence}.`, { cause: error });
  }
}

function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds;
  throw new UsageError(
    `Expected --timeout to be seconds, more than 0 and at most ${MAX_TIMEOUT_SECONDS}, got ${text}.`,
  );
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...new Set(names)].toSorted();
  throw new UsageError(`Expected --services to be names separated by commas, got "${text}".`);
}
