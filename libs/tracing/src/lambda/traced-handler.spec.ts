import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  CALLER_SPAN_ID,
  CALLER_TRACE_ID,
  loadBalancer,
  multiValueLoadBalancer,
  payload1,
  payload2,
  traceparent,
} from '../../test/lambda-events.js';
import { SpanRecorder, activeSpanName } from '../../test/span-recorder.js';
import { ports } from '#span/ports.js';
import { setHttpRoute } from '#span/context/server-context.js';
import { tracedHandler } from './traced-handler.js';

const recorder = new SpanRecorder();

/** The events of the test, in their order. */
let steps: string[];
/** The time in milliseconds for which the last answer could have waited. */
let exportMillis: number | undefined;

beforeEach(() => {
  steps = [];
  ports.flush = async (maxMillis) => {
    exportMillis = maxMillis;
    steps.push(`export of ${recorder.spans.map(({ name }) => name).join()}`);
    await Promise.resolve();
    steps.push('exported');
  };
});
afterEach(() => {
  ports.flush = undefined;
  recorder.reset();
});

const LAMBDA = {
  functionName: 'orders',
  awsRequestId: 'af9d5aa4',
  getRemainingTimeInMillis: () => 3_000,
};
const OK = { statusCode: 200, headers: {}, body: '{}' };
const EVENT = payload2({ path: '/orders/1', headers: { traceparent: traceparent('01') } });

type Callback = (error?: unknown, result?: unknown) => void;
type CallbackHandler = (event: unknown, lambda: unknown, callback: Callback) => unknown;

/** Calls a handler with a callback, as former runtimes did. Resolves with the arguments of the callback. */
function invokeWithCallback(handler: CallbackHandler, event: unknown = EVENT) {
  const { promise, resolve } = Promise.withResolvers<{ args: unknown[]; returned: unknown }>();
  const returned = handler(event, LAMBDA, (...args: unknown[]) => resolve({ args, returned }));
  return promise;
}

describe('the span of an invocation by HTTP', () => {
  it.each([
    [
      'an HTTP API or a function URL',
      payload2,
      '1.1',
      'https',
      'abc.lambda-url.eu-central-1.on.aws',
    ],
    ['a REST API', payload1, '2', 'https', 'abc.execute-api.eu-central-1.amazonaws.com'],
    ['a load balancer', loadBalancer, undefined, 'http', 'lb.example.com'],
    [
      'a load balancer with several values',
      multiValueLoadBalancer,
      undefined,
      'http',
      'lb.example.com',
    ],
  ])('continues the trace of the caller of %s', async (_, eventOf, version, scheme, address) => {
    const event = eventOf({
      method: 'POST',
      path: '/orders',
      headers: { traceparent: traceparent('01') },
    });
    const handler = tracedHandler(async (_event: unknown, _lambda: unknown) => {
      setHttpRoute('/orders');
      return { ...OK, statusCode: 201 };
    });
    await handler(event, LAMBDA);
    const span = recorder.span('POST /orders');
    expect(span.spanContext().traceId).toBe(CALLER_TRACE_ID);
    expect(span).toMatchObject({
      kind: SpanKind.SERVER,
      parentSpanContext: { spanId: CALLER_SPAN_ID, isRemote: true },
      status: { code: SpanStatusCode.UNSET },
    });
    const isKnown = version !== undefined;
    expect(span.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/orders',
      'http.response.status_code': 201,
      'url.path': '/orders',
      'url.scheme': scheme,
      'url.query': expect.stringMatching(/^token=REDACTED(?:&token=REDACTED)?$/),
      'server.address': address,
      'user_agent.original': 'curl/8',
      'faas.trigger': 'http',
      'faas.coldstart': expect.any(Boolean),
      'faas.invocation.id': 'af9d5aa4',
      ...(isKnown && {
        'client.address': '203.0.113.7',
        'network.peer.address': '203.0.113.7',
        'network.protocol.version': version,
      }),
    });
  });

  it('is the parent of the spans of the handler, and active after each `await`', async () => {
    await tracedHandler(async (_event: unknown) => {
      await Promise.resolve();
      trace.getTracer('test').startSpan('query').end();
      return OK;
    })(EVENT);
    expect(recorder.tree()).toContain('GET\n  query');
  });

  it.each([
    ['answers 500', () => Promise.resolve({ statusCode: 500 }), { 'error.type': '500' }],
    ['rejects', () => Promise.reject(new TypeError('gone')), { 'error.type': 'TypeError' }],
    ['throws', () => raise(new TypeError('gone')), { 'error.type': 'TypeError' }],
  ])('is an error if the handler %s', async (_, answer: () => Promise<unknown>, attributes) => {
    const handler = tracedHandler((_event: unknown) => answer());
    await handler(EVENT).catch(() => {});
    expect(recorder.span('GET')).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes,
    });
  });

  it('is an error if a connection of the handler is reset, and no disconnected client', async () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    await tracedHandler((_event: unknown) => Promise.reject(reset))(EVENT).catch(() => {});
    const { attributes } = recorder.span('GET');
    expect(attributes).toMatchObject({ 'error.type': 'ECONNRESET' });
    expect(attributes).not.toHaveProperty('nestjs.request.aborted');
  });

  it.each([
    [payload2, 200],
    [payload1, undefined],
  ])('has the status that API Gateway infers', async (eventOf, statusCode) => {
    await tracedHandler(async (_event: unknown) => 'hello')(eventOf({ path: '/' }));
    expect(recorder.span('GET').attributes['http.response.status_code']).toBe(statusCode);
  });

  it('marks the first invocation of a process', async () => {
    const handler = tracedHandler(async (_event: unknown) => OK);
    await handler(EVENT);
    await handler(EVENT);
    expect(recorder.spans.at(-1)?.attributes['faas.coldstart']).toBe(false);
  });
});

describe('the span of any other invocation', () => {
  it.each([
    [{ Records: [{ body: 'order' }] }],
    [{ httpMethod: 'GET' }],
    [{ requestContext: { http: {} } }],
    ['text'],
    [null],
    [undefined],
  ])('is named by the function, and begins a trace: %j', async (event) => {
    const handler = tracedHandler(async (_event: unknown, _lambda: unknown) => activeSpanName());
    expect(await handler(event, LAMBDA)).toBe('orders');
    expect(recorder.span('orders')).toMatchObject({
      kind: SpanKind.SERVER,
      attributes: { 'faas.trigger': 'other', 'faas.invocation.id': 'af9d5aa4' },
    });
    expect(recorder.span('orders').parentSpanContext).toBeUndefined();
  });

  it('is an error if the handler fails', async () => {
    const handler = tracedHandler((_event: unknown, _lambda: unknown) =>
      Promise.reject(new Error('no')),
    );
    await expect(handler({}, LAMBDA)).rejects.toThrow('no');
    expect(recorder.span('orders').status.code).toBe(SpanStatusCode.ERROR);
  });
});

describe('the answer', () => {
  const EXPORTED = ['export of GET', 'exported'];

  it('by a promise waits until the span is exported, and is the same object', async () => {
    const handler = tracedHandler(async (_event: unknown) => OK);
    expect(await handler(EVENT)).toBe(OK);
    expect(steps).toEqual(EXPORTED);
  });

  it('by a rejected promise waits until the span is exported', async () => {
    const error = new Error('no');
    const handler = tracedHandler((_event: unknown) => Promise.reject(error));
    await expect(handler(EVENT)).rejects.toBe(error);
    expect(steps).toEqual(EXPORTED);
  });

  it.each([
    ['a result', [null, OK]],
    ['a result and more', [undefined, OK, 'more']],
    ['an error', [new Error('no')]],
    ['an error and a result', [new Error('no'), OK]],
    ['nothing', []],
  ])('by a callback waits until the span is exported, with %s', async (_, given) => {
    const handler = tracedHandler((_event: unknown, _lambda: unknown, callback: Callback) => {
      setImmediate(() => callback(...(given as [unknown?, unknown?])));
    });
    const { args, returned } = await invokeWithCallback(handler);
    expect([...args]).toEqual(given.length > 0 ? given : [undefined, undefined]);
    expect(returned).toBeUndefined();
    expect(steps).toEqual(EXPORTED);
  });

  it('is that of the callback or the promise, whichever is first', async () => {
    const calls: unknown[] = [];
    const callbackFirst = tracedHandler(
      async (_event: unknown, _lambda: unknown, callback: Callback) => {
        callback(null, 'callback');
        callback(null, 'again');
        return 'promise';
      },
    );
    const returned = callbackFirst(EVENT, LAMBDA, (_error, result) => calls.push(result));
    expect(await returned).toBe('promise');
    expect(calls).toEqual(['callback']);
    const promiseFirst = tracedHandler(
      async (_event: unknown, _lambda: unknown, callback: Callback) => {
        setImmediate(() => callback(null, 'callback'));
        return 'promise';
      },
    );
    const after = promiseFirst(EVENT, LAMBDA, (_error, result) => calls.push(result));
    expect(await after).toBe('promise');
    expect(calls).toEqual(['callback']);
  });

  it('is a rejection, or the error of the callback, if the handler throws at once', async () => {
    const error = new Error('no');
    const handler = tracedHandler((_event: unknown, _lambda: unknown, _callback?: Callback) =>
      raise(error),
    );
    await expect(handler(EVENT, LAMBDA)).rejects.toBe(error);
    expect((await invokeWithCallback(handler as CallbackHandler)).args).toEqual([error]);
    expect(steps).toEqual([...EXPORTED, 'export of GET,GET', 'exported']);
  });

  it('is a promise if the handler returns a plain value and has no callback', async () => {
    const handler = tracedHandler((_event: unknown, _lambda: unknown) => 'plain');
    expect(await Promise.resolve(handler(EVENT, LAMBDA))).toBe('plain');
    expect(steps).toEqual(EXPORTED);
  });

  it('by a stream waits until the span is exported', async () => {
    const streamed = Object.assign(
      async (_event: unknown, stream: string[], _lambda: unknown) => void stream.push('chunk'),
      { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' },
    );
    const stream: string[] = [];
    await tracedHandler(streamed)(EVENT, stream, LAMBDA);
    expect(stream).toEqual(['chunk']);
    expect(recorder.span('GET').attributes['faas.invocation.id']).toBe('af9d5aa4');
    expect(steps).toEqual(EXPORTED);
  });

  it.each([
    [() => 60_000, 2_000],
    [() => 800, 400],
    [() => raise(new Error('no clock')), 2_000],
  ])('waits for half of the remaining time at most', async (getRemainingTimeInMillis, millis) => {
    const handler = tracedHandler(async (_event: unknown, _lambda: unknown) => OK);
    await handler(EVENT, { ...LAMBDA, getRemainingTimeInMillis });
    expect(exportMillis).toBe(millis);
  });

  it('has the `traceresponse` header if the application asks for it', async () => {
    ports.traceResponseHeader = true;
    try {
      const answers = [
        { statusCode: 200 },
        { statusCode: 200, headers: { 'x-a': '1' }, multiValueHeaders: { 'x-b': ['2'] } },
        { statusCode: 200, multiValueHeaders: { 'x-b': ['2'] } },
        'inferred',
      ];
      const [bare, both, multiValue, inferred] = await Promise.all(
        answers.map((answer) => tracedHandler(async (_event: unknown) => answer)(EVENT)),
      );
      const traceresponse = expect.stringMatching(`^00-${CALLER_TRACE_ID}-[\\da-f]{16}-01$`);
      expect(bare).toEqual({ statusCode: 200, headers: { traceresponse } });
      expect(both).toEqual({
        statusCode: 200,
        headers: { 'x-a': '1', traceresponse },
        multiValueHeaders: { 'x-b': ['2'] },
      });
      expect(multiValue).toEqual({
        statusCode: 200,
        multiValueHeaders: { 'x-b': ['2'], traceresponse: [traceresponse] },
      });
      expect(inferred).toBe('inferred');
    } finally {
      ports.traceResponseHeader = false;
    }
  });
});

describe('tracedHandler', () => {
  it('has the properties of the handler', () => {
    const mark = Symbol('mark');
    const handle = (_event: unknown, _lambda: unknown) => OK;
    const handler = Object.assign(handle, { [mark]: true });
    const wrapped = tracedHandler(handler);
    expect([wrapped.name, wrapped.length, wrapped[mark]]).toEqual(['handle', 2, true]);
  });

  it('calls the handler untraced while no SDK runs', () => {
    ports.flush = undefined;
    const answer = Promise.resolve(OK);
    const given: unknown[] = [];
    const receiver = {
      handler: tracedHandler(function (this: unknown, ...args: unknown[]) {
        given.push(this, ...args);
        return answer;
      }),
    };
    const callback = () => {};
    expect(receiver.handler(EVENT, LAMBDA, callback)).toBe(answer);
    expect(given).toEqual([receiver, EVENT, LAMBDA, callback]);
    expect(recorder.started).toBe(0);
  });

  it('passes on the receiver, the event and the context, and runs the callback in the context of the caller', async () => {
    const store = new AsyncLocalStorage<string>();
    const receiver = {
      handler: tracedHandler(function (
        this: unknown,
        event: unknown,
        lambda: unknown,
        done: Callback,
      ) {
        done(null, [this === receiver, event === EVENT, lambda === LAMBDA, store.getStore()]);
      }),
    };
    const { args } = await store.run('caller', () =>
      invokeWithCallback((...all: Parameters<CallbackHandler>) => receiver.handler(...all)),
    );
    expect(args).toEqual([null, [true, true, true, 'caller']]);
  });

  it('passes on events and results that throw when they are read', async () => {
    const hostile = new Proxy(
      {},
      { get: () => raise(new Error('get')), has: () => raise(new Error('has')) },
    );
    const handler = tracedHandler(async (_event: unknown) => 'answer');
    expect(await handler(hostile)).toBe('answer');
    const result = {
      then: undefined,
      get statusCode() {
        return raise(new Error('status'));
      },
    };
    expect(await tracedHandler(async (_event: unknown) => result)(EVENT)).toBe(result);
  });
});

function raise(error: Error): never {
  throw error;
}
