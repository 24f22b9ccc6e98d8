import type { TextMapPropagator } from '@opentelemetry/api';
import { CompositePropagator } from '@opentelemetry/core';
import type { TracingEnvironment } from '#sdk/environment/environment.js';
import requireB3 from './require-b3.cjs';
import { BaggagePropagator } from './baggage-propagator.js';
import { JaegerPropagator } from './jaeger-propagator.js';
import { TraceContextPropagator } from './trace-context-propagator.js';

type PropagationEnvironment = Pick<TracingEnvironment, 'propagators' | 'trustedCallers'>;

/**
 * Creates the propagators in `OTEL_PROPAGATORS`. If a request has two trace contexts, the last one in
 * order wins.
 */
export function createPropagator(environment: PropagationEnvironment): TextMapPropagator {
  const propagators = environment.propagators.flatMap((name) => named(name, environment) ?? []);
  return new CompositePropagator({ propagators });
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
      return requireB3().createB3Propagator('single', !trustedCallers);
    case 'b3multi':
      return requireB3().createB3Propagator('multi', !trustedCallers);
    case 'jaeger':
      return new JaegerPropagator();
    default:
      return undefined;
  }
}
