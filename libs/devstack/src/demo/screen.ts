import { type Trace, renderWaterfall, toOtlpJson } from '@traced/kit';
import type { OutputLine } from '../processes/guarded-process.js';
import { serviceNames } from '../services.js';
import type { Stack } from '../stack.js';

const DEFAULT_WIDTH = 120;
const LINES_OF_FAILURE = 15;
const NAME_WIDTH = Math.max(...serviceNames.map(({ length }) => length));

/** The terminal of the demo: traces go to standard output, and everything else to standard error. */
export class Screen {
  readonly #json: boolean;

  constructor({ json }: { json: boolean }) {
    this.#json = json;
  }

  progress(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** Writes text for people: to standard output, or with `--json` to standard error, beside the JSON document. */
  print(text: string): void {
    const stream = this.#json ? process.stderr : process.stdout;
    stream.write(`${text}\n`);
  }

  trace(trace: Trace): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(toOtlpJson(trace))}\n`);
    else this.print(`\n${draw(trace)}\n`);
  }

  /** Prints the first line of the trace's waterfall. */
  summary(trace: Trace): void {
    this.print(draw(trace).trimStart().split('\n', 1).join(''));
  }

  /**
   * Prints the addresses of the services, of PostgreSQL and of the OTLP endpoint, and the command for another order.
   */
  guide({ services, databaseUrl }: Stack, endpoint: string, command: string): void {
    const places = [
      ...serviceNames.map((name) => [name, services[name].url]),
      ['PostgreSQL', databaseUrl('orders')],
      ['OTLP', endpoint],
    ];
    const lines = places.map(([name = '', url]) => `  ${name.padEnd(NAME_WIDTH)}  ${url}`);
    this.print(
      `${lines.join('\n')}\n\nAnother order:\n\n  ${command}\n\nCtrl-C stops everything.\n`,
    );
  }

  /**
   * Prints the sentence of an error that has a code, and the last 15 lines of the process that failed; throws any
   * other.
   */
  failure(error: unknown): void {
    if (!(error instanceof Error && 'code' in error)) throw error;
    this.progress(error.message);
    if (!('output' in error && Array.isArray(error.output))) return;
    for (const line of error.output.slice(-LINES_OF_FAILURE)) this.progress(`  ${line}`);
  }

  /** Prints a line that a service wrote to standard error; its log file has those of standard output too. */
  output(line: OutputLine): void {
    if (line.stream === 'stderr') this.progress(prefixed(line));
  }
}

/** Returns a line of a service behind its name, in the form of `docker compose up`. */
export function prefixed({ name, text }: Pick<OutputLine, 'name' | 'text'>): string {
  return `${name.padEnd(NAME_WIDTH)} | ${text}`;
}

function draw(trace: Trace): string {
  const { stdout } = process;
  return renderWaterfall(trace, {
    width: stdout.columns ?? DEFAULT_WIDTH,
    color: stdout.isTTY && stdout.hasColors(),
  });
}
