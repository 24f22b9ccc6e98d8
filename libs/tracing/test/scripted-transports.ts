import type { ExportAnswer, Transport } from '#sdk/export/attempt.js';
import { namesIn } from './finished-span.js';

/** Answers a request with spans of these names. What it throws, or rejects with, the transport does too. */
export type Behaviour = (
  names: readonly string[],
  answer: (answer: ExportAnswer) => void,
) => unknown;

export const SUCCESS: ExportAnswer = { code: 0 };
export const UNAVAILABLE: ExportAnswer = { code: 1, error: { code: 14, message: 'away' } };
export const INVALID: ExportAnswer = { code: 1, error: { code: 3, message: 'malformed' } };
export const TOO_LARGE: ExportAnswer = { code: 1, error: { code: 413, message: 'too large' } };

export function answering(answer: ExportAnswer): Behaviour {
  return (_, done) => done(answer);
}

/** Transports that answer as a test determines, and store what they were asked to export. */
export class ScriptedTransports {
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

  readonly create = (): Transport => {
    this.created++;
    return {
      send: (request) => this.#send(namesIn(Buffer.from(request))),
      shutdown: async () => void this.shutDown++,
    };
  };

  #send(names: string[]): Promise<ExportAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ExportAnswer>();
    this.batches.push(names);
    this.inFlight++;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    const returned = this.behave(names, (answer) => {
      this.inFlight--;
      if (answer.code === 0) {
        this.accepted.push(...names);
        this.kept += names.length - (answer.rejectedSpans ?? 0);
      }
      resolve(answer);
    });
    Promise.resolve(returned).catch(reject);
    return promise;
  }
}
