import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, type StackOptions, startStack } from '@traced/devstack';
import { OtlpReceiver, type PendingTrace } from '@traced/kit';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  /** The trace of the request, which may still be arriving. */
  readonly trace: PendingTrace;
}

/** An order, or the problem that there is none. */
export interface OrderAnswer {
  readonly id: string;
  readonly code?: string;
  readonly traceId?: string;
}

interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Default `true`: what the caller says of itself in `traceparent`. */
  readonly sampled?: boolean;
  /** Default: a new one. */
  readonly traceId?: string;
}

interface OrderOptions extends Pick<RequestOptions, 'sampled' | 'traceId'> {
  readonly key?: string;
}

/** Every span is announced, and exported at once, so that a verdict waits for the work alone. */
const WITHOUT_DELAY = { TRACING_TEST_LEDGER: 'on', OTEL_BSP_SCHEDULE_DELAY: '10' };

/** The three services, the card gateway and PostgreSQL as processes of their own, exporting to a receiver in this one. */
export class Shop {
  readonly #stateDirectory: string;

  private constructor(
    readonly receiver: OtlpReceiver,
    readonly stack: Stack,
    stateDirectory: string,
    readonly userId: string,
  ) {
    this.#stateDirectory = stateDirectory;
  }

  static async open(options: Partial<StackOptions> = {}): Promise<Shop> {
    const receiver = await OtlpReceiver.start();
    const stateDirectory = await mkdtemp(join(tmpdir(), 'traced-shop-'));
    try {
      const stack = await startStack({
        ...options,
        stateDirectory,
        otlpEndpoint: receiver.endpoint,
        env: { ...WITHOUT_DELAY, ...options.env },
      });
      return new Shop(receiver, stack, stateDirectory, await createUser(stack));
    } catch (error) {
      // Jest would wait for the open socket instead of reporting.
      await receiver.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.stack.stop();
    await this.receiver.stop();
    await rm(this.#stateDirectory, { recursive: true, force: true });
  }

  /** Sends a request as a caller that takes part in the trace, so that the trace can be asked for. */
  async request<T = Record<string, unknown>>(
    service: 'orders' | 'users' | 'payments' | 'card-gateway',
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
      sampled = true,
      traceId = newTraceId(),
    }: RequestOptions = {},
  ): Promise<Answer<T>> {
    const spanId = randomBytes(8).toString('hex');
    const response = await fetch(`${this.stack.services[service].url}${path}`, {
      method,
      headers: {
        traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as T,
      trace: this.receiver.trace(traceId),
    };
  }

  /** The body of an order by the shop's one user. */
  order(token = 'tok_ok'): Record<string, unknown> {
    return {
      userId: this.userId,
      currency: 'EUR',
      items: [
        { sku: 'tea', quantity: 2, unitPriceCents: 450 },
        { sku: 'pot', quantity: 1, unitPriceCents: 3900 },
      ],
      card: { token },
    };
  }

  placeOrder(
    body: unknown = this.order(),
    { key = randomUUID(), ...options }: OrderOptions = {},
  ): Promise<Answer<OrderAnswer>> {
    return this.request('orders', '/orders', {
      ...options,
      method: 'POST',
      headers: { 'idempotency-key': key },
      body,
    });
  }

  /** What the gateway's own ledger says was charged under a key. */
  async charges(key: string): Promise<unknown[]> {
    const url = `${this.stack.services['card-gateway'].url}/charges?key=${encodeURIComponent(key)}`;
    return (await (await fetch(url)).json()) as unknown[];
  }
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}

async function createUser(stack: Stack): Promise<string> {
  const response = await fetch(`${stack.services.users.url}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com' }),
  });
  const { id } = (await response.json()) as { id: string };
  return id;
}
