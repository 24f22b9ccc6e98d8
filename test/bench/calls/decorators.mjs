import { trace } from '@opentelemetry/api';

/** What decorates the method that is called, by the name of the subject. */
export const DECORATORS = {
  'undecorated method': () => undefined,
  '@Traced': async () => (await import('@traced/nest')).Traced(),
  'hand-written SDK call': () => handWritten,
  "nestjs-otel's @Span": async () => (await import('nestjs-otel')).Span(),
};

/** What people write who have no decorator. */
function handWritten(_prototype, _name, descriptor) {
  const tracer = trace.getTracer('basket');
  const { value: method } = descriptor;
  descriptor.value = function add(...args) {
    return tracer.startActiveSpan('Basket.add', (span) => {
      try {
        return method.apply(this, args);
      } finally {
        span.end();
      }
    });
  };
}
