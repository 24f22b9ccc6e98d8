import { beforeEach, describe, expect, it } from '@jest/globals';
import { INVALID_SPAN_CONTEXT, ROOT_CONTEXT, context, trace } from '@opentelemetry/api';
import { RPCType, getRPCMetadata, setRPCMetadata } from '@opentelemetry/core';
import { SpanRecorder } from '../../test/span-recorder.js';
import { type ServerRequest, setHttpRoute, setServerRequest } from './server-request.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());
const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

describe('setHttpRoute', () => {
  it('fills in the route of our own request', () => {
    const request: ServerRequest = { span, route: undefined };
    context.with(setServerRequest(ROOT_CONTEXT, request), () => setHttpRoute('/users/:id'));
    expect(request.route).toBe('/users/:id');
  });

  it('fills in that of the official instrumentation, which finds ours as its own', () => {
    const request = { type: RPCType.HTTP, span } as const;
    const inside = setRPCMetadata(ROOT_CONTEXT, request);
    context.with(inside, () => setHttpRoute('/users/:id'));
    expect(getRPCMetadata(inside)?.route).toBe('/users/:id');
    const ours = setServerRequest(ROOT_CONTEXT, { span, route: '/orders' });
    expect(getRPCMetadata(ours)).toMatchObject({ type: RPCType.HTTP, route: '/orders' });
  });

  it('does nothing outside a request', () => {
    expect(() => setHttpRoute('/users/:id')).not.toThrow();
  });
});
