import { NORMAL_ATTRIBUTES } from '../render/normal-attributes.js';
import { renderTree } from '../render/tree.js';
import { JaegerSource } from '../sources/jaeger-source.js';
import type { Trace } from '../trace/trace.js';
import type { RecordCommand } from './parse-command.js';
import type { Terminal } from './terminal.js';
import { waitUntilSettled } from './wait-until-settled.js';

/** Waits until Jaeger has the whole trace, then writes the pattern that it matches to `stdout`, to be pasted into a test. */
export async function record(command: RecordCommand, stdout: Terminal): Promise<void> {
  const pending = new JaegerSource(command.jaeger).trace(command.traceId);
  const trace = await waitUntilSettled(pending, command);
  stdout.write(`${writePattern(trace, command.attributes ?? NORMAL_ATTRIBUTES)}\n`);
}

function writePattern(trace: Trace, attributes: readonly string[]): string {
  const lines = renderTree(trace, { attributes }).split('\n');
  return ['tree`', ...lines.map((line) => `  ${line}`), '`'].join('\n');
}
