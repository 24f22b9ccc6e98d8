import type { ExportAnswer } from '#sdk/export/attempt.js';
import { withMessage } from './export-error.js';

const FAILED = 1;

/** The errors of a request that is given up, in the terms of its protocol. */
interface GivenUp {
  late(timeoutMillis: number): Error;
  cancelled(): Error;
}

/** Runs one request at a time, until it is answered, its time is over, or it is cancelled. */
export class RunningRequest {
  #attempt: AbortController | undefined;
  readonly #timeoutMillis: number;
  readonly #errors: GivenUp;

  /** @param timeoutMillis the longest time of a request, in milliseconds */
  constructor(timeoutMillis: number, errors: GivenUp) {
    this.#timeoutMillis = timeoutMillis;
    this.#errors = errors;
  }

  /**
   * Runs a request. Never rejects: its error is the answer.
   *
   * @param send must settle soon after the signal is aborted
   */
  async run(send: (signal: AbortSignal) => Promise<ExportAnswer>): Promise<ExportAnswer> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    const late = (): void => attempt.abort(this.#errors.late(this.#timeoutMillis));
    const timer = setTimeout(late, this.#timeoutMillis).unref();
    try {
      return await send(attempt.signal);
    } catch (error) {
      const { aborted, reason } = attempt.signal;
      return { code: FAILED, error: aborted ? reason : withMessage(error) };
    } finally {
      clearTimeout(timer);
      this.#attempt = undefined;
    }
  }

  /** Fails the request that is on its way. */
  cancel(): void {
    this.#attempt?.abort(this.#errors.cancelled());
  }
}
