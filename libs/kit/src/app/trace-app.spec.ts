import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Application } from './application.js';
import { type TraceAppOptions, traceApp } from './trace-app.js';

/** An application that is not one of Nest: it answers with the name of its module and the traceparent of the request. */
class EchoApplication implements Application {
  readonly #server: Server;

  constructor(
    module: string,
    readonly events: string[],
  ) {
    this.#server = createServer(({ headers }, response) =>
      response.end([module, headers['traceparent']].join(' ')),
    );
  }

  async listen(port: number, host: string): Promise<void> {
    await once(this.#server.listen(port, host), 'listening');
  }

  async getUrl(): Promise<string> {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.events.push('application');
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Starts what notes its end in `events`. */
function optionsFor(events: string[]): TraceAppOptions<string> & { readonly variables: unknown[] } {
  const variables: unknown[] = [];
  return {
    variables,
    start: () => {
      variables.push(process.env['OTEL_EXPORTER_OTLP_ENDPOINT'], process.env['OTEL_SERVICE_NAME']);
      return { shutdown: async () => events.push('tracing') };
    },
    create: (module) => new EchoApplication(module, events),
  };
}

describe('traceApp', () => {
  it('starts tracing for its receiver, hands out requests, and stops all in the reverse order', async () => {
    process.env['OTEL_SERVICE_NAME'] = 'before';
    const events: string[] = [];
    const options = optionsFor(events);
    const app = await traceApp('shop', { ...options, service: 'orders' });
    expect(options.variables).toEqual([app.receiver.endpoint, 'orders']);
    const answers: string[] = [];
    const capture = app.captureTrace(
      async ({ url, headers, traceparent }) => {
        expect(url).toBe(app.url);
        answers.push(await (await fetch(url, { headers })).text(), `shop ${traceparent}`);
      },
      { timeoutMillis: 1 },
    );
    await expect(capture).rejects.toThrow('is anything exporting to');
    expect(answers[0]).toBe(answers[1]);
    await app.stop();
    await app.stop();
    expect(events).toEqual(['application', 'tracing']);
    expect(process.env['OTEL_SERVICE_NAME']).toBe('before');
    expect(process.env).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  it('stops what it has started when the application does not start', async () => {
    const events: string[] = [];
    const failure = new Error('no provider');
    const create = (): never => {
      throw failure;
    };
    await expect(traceApp('shop', { ...optionsFor(events), create })).rejects.toBe(failure);
    expect(events).toEqual(['tracing']);
    expect(process.env).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  });
});
