import { parseArgs } from 'node:util';
import { UsageError } from './errors.js';

const MAX_TIMEOUT_SECONDS = 86_400;

const OPTIONS = {
  jaeger: { type: 'string' },
  timeout: { type: 'string', default: '30' },
  services: { type: 'string' },
  attributes: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const;

/** The arguments of a command that reads a trace from Jaeger. */
interface TraceCommand {
  readonly traceId: string;
  /** The URL of Jaeger's query API, as it was written on the command line. */
  readonly jaeger: string;
  /** How long to wait for the trace, in milliseconds. */
  readonly timeoutMillis: number;
  /** The services that the trace has to be over, sorted, each once; `undefined` accepts any. */
  readonly services: readonly string[] | undefined;
}

/** The arguments of `traced show`. */
export interface ShowCommand extends TraceCommand {
  readonly name: 'show';
  readonly json: boolean;
}

/** The arguments of `traced record`. */
export interface RecordCommand extends TraceCommand {
  readonly name: 'record';
  /** The keys of the attributes to record, in which `*` stands for any characters; `undefined` for the default ones. */
  readonly attributes: readonly string[] | undefined;
}

export type Command = ShowCommand | RecordCommand | { readonly name: 'help' | 'version' };

/**
 * Reads the arguments that follow `traced`. Help wins over version, and version over any command.
 * @throws {UsageError} when an argument is missing, unknown or out of bounds.
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parseOptions(args);
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  const [command = 'no command', ...rest] = positionals;
  switch (command) {
    case 'show':
      refuse('--attributes', values.attributes !== undefined, command);
      return { name: command, json: values.json, ...readTrace(command, rest, values) };
    case 'record':
      refuse('--json', values.json, command);
      return {
        name: command,
        attributes:
          values.attributes === undefined
            ? undefined
            : parseNames('--attributes', values.attributes),
        ...readTrace(command, rest, values),
      };
    default:
      throw new UsageError(`Expected the command show or record, got ${command}.`);
  }
}

function refuse(option: string, isGiven: boolean, command: string): void {
  if (isGiven) throw new UsageError(`Expected ${command} without ${option}.`);
}

function readTrace(
  command: string,
  [traceId, ...rest]: readonly string[],
  { jaeger, timeout, services }: ReturnType<typeof parseOptions>['values'],
): TraceCommand {
  if (traceId === undefined)
    throw new UsageError(`Expected the id of a trace after ${command}, got none.`);
  if (rest.length > 0) throw new UsageError(`Expected one trace id, got ${rest.join(' ')} too.`);
  if (jaeger === undefined) throw new UsageError('Expected --jaeger <url>, got no source.');
  return {
    traceId,
    jaeger,
    timeoutMillis: parseSeconds(timeout) * 1_000,
    services: services === undefined ? undefined : parseNames('--services', services),
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

function parseNames(option: string, text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...new Set(names)].toSorted();
  throw new UsageError(`Expected ${option} to be names separated by commas, got "${text}".`);
}
