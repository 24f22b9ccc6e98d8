import { jest } from '@jest/globals';
import type { Span } from '@opentelemetry/api';
import { SettableClock } from '../settable-clock.js';
import { decodeExport } from './decode-export.js';
import { type Entry, Journal } from './journal.js';
import type { Program } from './program.js';
import type { CreateProvider, ExportingProvider } from './providers.js';
import type { Run } from './steps.js';
import type { Shared, Slot } from './written.js';

/** Runs a program with a provider, and returns what callers, samplers, processors and a collector have seen. */
export async function observe(
  { options, steps, epilogue }: Program,
  create: CreateProvider,
): Promise<readonly Entry[]> {
  const journal = new Journal();
  const clock = new SettableClock();
  try {
    const spans = new Map<Slot, Span>();
    const scope = { journal, shared: createShared(), span: (slot: Slot) => spans.get(slot) };
    const made = options.make(scope);
    const { provider, exported } = create(made);
    const run: Run = {
      ...scope,
      provider,
      hasLimits: made.spanLimits !== undefined,
      assign: (slot, span) => (span ? void spans.set(slot, span) : void spans.delete(slot)),
      pass: (millis) => clock.pass(millis),
    };
    for (const step of steps) step.run(run);
    await stop(provider, journal);
    for (const step of epilogue) step.run(run);
    journal.note('a collector decodes', decodeExport(await exported(), journal));
    return journal.entries;
  } finally {
    jest.restoreAllMocks();
  }
}

function createShared(): Shared {
  const list = ['first', 'second'];
  const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  return {
    attributes: { a: 'shared', b: 1, list },
    list,
    links: [{ context, attributes: { list } }, { context }],
  };
}

async function stop(provider: ExportingProvider['provider'], journal: Journal): Promise<void> {
  for (const method of ['forceFlush', 'shutdown'] as const) {
    const before = journal.warnings;
    const [{ status }] = await Promise.allSettled([provider[method]()]);
    journal.note(method, { status, warned: journal.warnings > before });
  }
}
