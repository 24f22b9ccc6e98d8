import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace';
import { CALLER_TRACE_ID, payload1, payload2, traceparent } from '../../test/lambda-events.js';
import { UnsampledRecorder } from '../../test/unsampled-recorder.js';
import { createForceHeaderRemover } from '#http/server/force-header.js';
import { instrumentServers } from '#http/server/instrument-servers.js';
import { ForcedSampler } from '#sdk/sampling/forced-sampler.js';
import { RootSampling } from '#sdk/sampling/root-sampling.js';
import { ports } from '#span/ports.js';
import { setHttpRoute } from '#span/context/server-context.js';
import { tracedHandler } from './traced-handler.js';

const sampler = new ParentBasedSampler({ root: new AlwaysOffSampler() });
const recorder = new UnsampledRecorder(new RootSampling(new ForcedSampler(sampler)));
const SECRET = 'a secret of the operator';
let restore: () => void;

beforeAll(() => {
  restore = instrumentServers(
    ['/ready'],
    createForceHeaderRemover({ header: 'x-force', secret: SECRET }),
  );
  ports.flush = () => Promise.resolve();
});
beforeEach(() => recorder.sampleLate());
afterEach(() => recorder.reset());
afterAll(() => {
  ports.flush = undefined;
  restore();
});

const CALLER = { traceparent: traceparent('00') };

describe('an invocation that is not sampled', () => {
  it('starts no span, and answers with the same object', async () => {
    const answer = { statusCode: 404, body: '' };
    const handler = tracedHandler(async (_event: unknown) => answer);
    expect(await handler(payload2({ path: '/', headers: CALLER }))).toBe(answer);
    expect(recorder.started).toBe(0);
  });

  it('is exported if it answers 500, and announces that to its caller', async () => {
    const handler = tracedHandler(async (_event: unknown) => {
      setHttpRoute('/orders/:id');
      return { statusCode: 500, headers: { 'content-type': 'text/plain' } };
    });
    const answer = await handler(payload2({ path: '/orders/1', headers: CALLER }));
    const span = recorder.span('GET /orders/:id');
    expect(span.attributes).toMatchObject({
      'sampling.late': 'error',
      'faas.trigger': 'http',
      'server.address': 'abc.lambda-url.eu-central-1.on.aws',
    });
    expect(answer).toEqual({
      statusCode: 500,
      headers: {
        'content-type': 'text/plain',
        traceresponse: `00-${CALLER_TRACE_ID}-${span.spanContext().spanId}-01`,
      },
    });
  });

  it.each([
    ['an HTTP request', payload2({ path: '/orders/1', headers: CALLER }), 'GET'],
    ['anything else', {}, 'invocation'],
  ])('is exported if the handler fails, for %s', async (_, event, name) => {
    const handler = tracedHandler((_event: unknown) => Promise.reject(new Error('no')));
    await expect(handler(event)).rejects.toThrow('no');
    expect(recorder.span(name).attributes['sampling.late']).toBe('error');
  });
});

describe('the rules of the process', () => {
  it('leave an invocation of an excluded path untraced', async () => {
    const handler = tracedHandler(async (_event: unknown) => ({ statusCode: 500 }));
    expect(await handler(payload2({ path: '/ready' }))).toEqual({ statusCode: 500 });
    expect(recorder.started).toBe(0);
  });

  it.each([payload1, payload2])(
    'sample an invocation with the secret, which the handler never sees (%p)',
    async (eventOf) => {
      const handler = tracedHandler(async (event: unknown) => {
        setHttpRoute('/forced');
        return { statusCode: 200, body: JSON.stringify(event) };
      });
      const event = eventOf({ path: '/', headers: { ...CALLER, 'X-Force': SECRET } });
      const { body } = await handler(event);
      expect(recorder.span('GET /forced').attributes).not.toHaveProperty('sampling.late');
      expect(body).not.toContain(SECRET);
      expect(body).toContain(CALLER.traceparent);
    },
  );
});
