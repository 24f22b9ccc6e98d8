import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { get } from 'node:http';

const CONCURRENCY = 4;

/** Requests to a service, a few at a time, each with a trace of its own, for as long as it takes them. */
export class Load {
  /** The ids of the traces whose requests were answered in full. */
  readonly answered = new Set<string>();
  /** Settles once the service has ended, or no further request is made. */
  readonly ended: Promise<unknown>;
  /** Whether one was not: the service has ended. */
  hasFailed = false;
  readonly #requests = new EventEmitter();
  readonly #url: URL;
  #isStopped = false;

  constructor(url: string, path: string) {
    this.#url = new URL(path, url);
    const clients = Array.from({ length: CONCURRENCY }, () => this.#askOnAndOn());
    this.ended = Promise.all(clients);
  }

  /**
   * Resolves when so many more requests have been answered.
   *
   * @throws {Error} when one is not
   */
  async more(count: number): Promise<void> {
    const target = this.answered.size + count;
    while (this.answered.size < target) {
      if (this.hasFailed) throw new Error('Expected answers, but the service has ended.');
      await once(this.#requests, 'end');
    }
  }

  /** Has the last requests answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.ended;
  }

  async #askOnAndOn(): Promise<void> {
    while (!this.#isStopped) {
      const traceId = randomBytes(16).toString('hex');
      try {
        await ask(this.#url, traceId);
        this.answered.add(traceId);
      } catch {
        this.hasFailed = true;
        return;
      } finally {
        this.#requests.emit('end');
      }
    }
  }
}

/** Over a connection of its own, so that a server that closes never breaks one that is about to be used again. */
export function ask(url: URL, traceId = randomBytes(16).toString('hex')): Promise<void> {
  const headers = { traceparent: `00-${traceId}-${'1'.repeat(16)}-01` };
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers }, (response) => {
      response.on('error', reject).on('end', resolve).resume();
    });
    request.on('error', reject);
  });
}
