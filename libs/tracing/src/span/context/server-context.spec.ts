import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  context,
  createContextKey,
  trace,
} from '@opentelemetry/api';
import { RPCType, getRPCMetadata, setRPCMetadata } from '@opentelemetry/core';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { type ServerRequest, serverContext, setHttpRoute } from './server-context.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());
const span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

describe('the context of a request', () => {
  const KEY = createContextKey('spec');
  const around = ROOT_CONTEXT.setValue(KEY, 'around');
  const request: ServerRequest = { type: 'http', span, route: '/orders' };
  const inside = serverContext(around, request);

  it("has the span, the request, and the values of the caller's context", () => {
    expect(trace.getSpan(inside)).toBe(span);
    expect(getRPCMetadata(inside)).toBe(request);
    expect(inside.getValue(KEY)).toBe('around');
  });

  it('passes both on to contexts that are derived from it, and is not changed by them', () => {
    const changed = inside.setValue(KEY, 'changed');
    expect([trace.getSpan(changed), getRPCMetadata(changed)]).toEqual([span, request]);
    expect([changed.getValue(KEY), inside.getValue(KEY)]).toEqual(['changed', 'around']);
    const less = inside.deleteValue(KEY);
    expect([trace.getSpan(less), getRPCMetadata(less)]).toEqual([span, request]);
    expect([less.getValue(KEY), inside.getValue(KEY)]).toEqual([undefined, 'around']);
    expect(trace.getSpan(trace.deleteSpan(inside))).toBeUndefined();
  });
});

describe('setHttpRoute', () => {
  it('fills in the route of our own request', () => {
    const request: ServerRequest = { type: 'http', span, route: undefined };
    context.with(serverContext(ROOT_CONTEXT, request), () => setHttpRoute('/users/:id'));
    expect(request.route).toBe('/users/:id');
  });

  it('fills in that of the official instrumentation, which finds ours as its own', () => {
    const request = { type: RPCType.HTTP, span } as const;
    const inside = setRPCMetadata(ROOT_CONTEXT, request);
    context.with(inside, () => setHttpRoute('/users/:id'));
    expect(getRPCMetadata(inside)?.route).toBe('/users/:id');
    const ours = serverContext(ROOT_CONTEXT, { type: 'http', span, route: '/orders' });
    expect(getRPCMetadata(ours)).toMatchObject({ type: RPCType.HTTP, route: '/orders' });
  });

  it('does nothing outside a request', () => {
    expect(() => setHttpRoute('/users/:id')).not.toThrow();
  });
});
