import { type Attributes, type Span, type Tracer, context, trace } from '@opentelemetry/api';
import { unsuppressTracing } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Returns the methods that a broken tracer has in place of those of `tracer`. */
export type ChangeTracer = (tracer: Tracer) => Partial<Tracer>;

/** Ways to start another span than the caller asks for, or one that behaves otherwise, each by what is wrong. */
export const BROKEN_TRACERS: Readonly<Record<string, ChangeTracer>> = {
  'ignores the option root': starts((tracer, name, options, parent) =>
    tracer.startSpan(name, { ...options, root: false }, parent),
  ),
  'ignores the context of the caller': starts((tracer, name, options) =>
    tracer.startSpan(name, options),
  ),
  'ignores that tracing is suppressed': starts((tracer, name, options, parent) =>
    tracer.startSpan(name, options, unsuppressTracing(parent ?? context.active())),
  ),
  'ignores the start time': starts((tracer, name, options, parent) =>
    tracer.startSpan(name, { ...options, startTime: undefined as never }, parent),
  ),
  'ignores links at the start': starts((tracer, name, options, parent) =>
    tracer.startSpan(name, { ...options, links: [] }, parent),
  ),
  'makes no span active': (tracer) => ({
    startActiveSpan: ((...args: [string, ...unknown[]]) => {
      const callback = args.pop() as (span: Span) => unknown;
      const inactive = (span: Span): unknown =>
        context.with(trace.deleteSpan(context.active()), callback, undefined, span);
      return Reflect.apply(tracer.startActiveSpan, tracer, [...args, inactive]);
    }) as Tracer['startActiveSpan'],
  }),
  'returns nothing from the callback': (tracer) => ({
    startActiveSpan: ((...args: Parameters<Tracer['startActiveSpan']>) => {
      Reflect.apply(tracer.startActiveSpan, tracer, args);
    }) as Tracer['startActiveSpan'],
  }),
  'hands out another object than processors get': starts((tracer, ...args) =>
    Object.create(tracer.startSpan(...args)),
  ),
  'returns nothing from setAttribute': spans((span) => ({
    setAttribute: (...args) => void span.setAttribute(...args) as never,
  })),
  'records after the end': spans(() => ({ isRecording: () => true })),
  'ignores attributes that are set one by one': spans((_, self) => ({ setAttribute: () => self })),
  'takes attributes for those that the same object had before': spans((span, self) => ({
    setAttributes(attributes) {
      const known = KNOWN.get(attributes) ?? { ...attributes };
      if (attributes) KNOWN.set(attributes, known);
      span.setAttributes(known);
      return self;
    },
  })),
  'sees what the caller changes after a call': spans((span, self) => ({
    setAttribute(key, value) {
      span.setAttribute(key, value);
      const { attributes } = self as Partial<ReadableSpan>;
      if (Array.isArray(attributes?.[key])) attributes[key] = value;
      return self;
    },
  })),
  'ignores new names': spans((_, self) => ({ updateName: () => self })),
  'ignores the end time': spans((span) => ({ end: () => span.end() })),
  'ends a span twice': spans((span, self) => ({
    end(time) {
      Object.assign(self, { _ended: false });
      span.end(time);
    },
  })),
  'ignores the times of events': spans((span) => ({
    addEvent: (name, attributes) =>
      span.addEvent(name, typeof attributes === 'number' ? undefined : attributes),
  })),
  'takes the first of several links': spans((span) => ({
    addLinks: (links) => span.addLinks(links.slice(0, 1)),
  })),
  'lets any status replace OK': spans((span, self) => ({
    setStatus(status) {
      if (self.isRecording()) Object.assign(self, { status: { code: 0 } });
      return span.setStatus(status);
    },
  })),
  'ignores the codes of exceptions': spans((span) => ({
    recordException: (exception, time) =>
      span.recordException(
        typeof exception === 'object' && exception ? { ...exception, code: '' } : exception,
        time,
      ),
  })),
};

const KNOWN = new WeakMap<object, Attributes>();

function starts(
  start: (tracer: Tracer, ...args: Parameters<Tracer['startSpan']>) => Span,
): ChangeTracer {
  return (tracer) => ({ startSpan: (...args) => start(tracer, ...args) });
}

/**
 * Changes methods of each span.
 *
 * @param change gets the methods that the span had before, and the span itself
 */
function spans(change: (before: Span, self: Span) => Partial<Span>): ChangeTracer {
  return starts((tracer, ...args) => {
    const self = tracer.startSpan(...args);
    const before = new Proxy(self, {
      get: (span, method: keyof Span) => prototypeOf(span)[method].bind(span),
    });
    return Object.assign(self, change(before, self));
  });
}

function prototypeOf(span: Span): Span {
  return Object.getPrototypeOf(span) as Span;
}
