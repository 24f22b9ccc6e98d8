import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import type { TracingEnvironment } from '../environment.js';
import load from '../load.cjs';
import { BaggagePropagator } from './baggage-propagator.js';
import { BoundedBaggagePropagator } from './bounded-baggage-propagator.js';
import { JaegerPropagator } from './jaeger-propagator.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

type PropagationEnvironment = Pick<TracingEnvironment, 'propagators' | 'trustedCallers'>;

/** What `OTEL_PROPAGATORS` names, in its order: of two trace contexts that a request brings, the last holds. */
export function createPropagator(environment: PropagationEnvironment): BoundedBaggagePropagator {
  const propagators = environment.propagators.flatMap((name) => named(name, environment) ?? []);
  return new BoundedBaggagePropagator(new CompositePropagator({ propagators }));
}

function named(
  name: string,
  { trustedCallers }: PropagationEnvironment,
): TextMapPropagator | undefined {
  switch (name) {
    case 'tracecontext':
      return new TraceContextPropagator();
    case 'baggage':
      return new BaggagePropagator();
    case 'b3':
      return load.b3Propagator().createB3Propagator('single', !trustedCallers);
    case 'b3multi':
      return load.b3Propagator().createB3Propagator('multi', !trustedCallers);
    case 'jaeger':
      return new JaegerPropagator();
    default:
      return undefined;
  }
}
