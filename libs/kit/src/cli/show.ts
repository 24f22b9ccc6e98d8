import { toOtlpJson } from '../otlp/to-otlp-json.js';
import { renderWaterfall } from '../render/waterfall.js';
import { JaegerSource } from '../sources/jaeger-source.js';
import type { Trace } from '../trace/trace.js';
import type { ShowCommand } from './parse-command.js';
import { waitUntilSettled } from './wait-until-settled.js';
import type { Terminal } from './terminal.js';

// The columns for a pipe, which has no width, and for a terminal that reports a width of 0.
const DEFAULT_WIDTH = 120;

/** Waits until Jaeger has the whole trace, then writes its waterfall, or its OTLP JSON, to `stdout`. */
export async function show(command: ShowCommand, stdout: Terminal): Promise<void> {
  const pending = new JaegerSource(command.jaeger).trace(command.traceId);
  const trace = await waitUntilSettled(pending, command);
  stdout.write(`${command.json ? JSON.stringify(toOtlpJson(trace)) : draw(trace, stdout)}\n`);
}

function draw(trace: Trace, stdout: Terminal): string {
  return renderWaterfall(trace, {
    width: stdout.columns || DEFAULT_WIDTH,
    color: stdout.isTTY === true && stdout.hasColors?.() === true,
  });
}
