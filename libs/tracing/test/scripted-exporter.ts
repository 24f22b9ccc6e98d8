import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { ExportAnswer } from '#sdk/export/attempt.js';

export type Behaviour = (
  spans: readonly ReadableSpan[],
  answer: (answer: ExportAnswer) => void,
) => unknown;

export const SUCCESS: ExportAnswer = { code: 0 };
export const UNAVAILABLE: ExportAnswer = { code: 1, error: { code: 14, message: 'away' } };
export const INVALID: ExportAnswer = { code: 1, error: { code: 3, message: 'malformed' } };
export const TOO_LARGE: ExportAnswer = { code: 1, error: { code: 413, message: 'too large' } };

export function answering(answer: ExportAnswer): Behaviour {
  return (_, done) => done(answer);
}

/** Exporters that answer as a test determines, and store what they were asked to export. */
export class ScriptedExporters {
  readonly batches: string[][] = [];
  readonly accepted: string[] = [];
  /** The number of accepted spans that were not rejected. */
  kept = 0;
  created = 0;
  shutDown = 0;
  inFlight = 0;
  mostInFlight = 0;
  behave: Behaviour;

  constructor(behave: Behaviour = answering(SUCCESS)) {
    this.behave = behave;
  }

  readonly create = (): SpanExporter => {
    this.created++;
    return {
      export: (spans, done) => this.#export(spans, done as (answer: ExportAnswer) => void),
      shutdown: async () => void this.shutDown++,
    };
  };

  #export(spans: readonly ReadableSpan[], done: (answer: ExportAnswer) => void): unknown {
    const names = spans.map(({ name }) => name);
    this.batches.push(names);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    return this.behave(spans, (answer) => {
      this.inFlight--;
      if (answer.code === 0) {
        this.accepted.push(...names);
        this.kept += names.length - (answer.rejectedSpans ?? 0);
      }
      done(answer);
    });
  }
}
