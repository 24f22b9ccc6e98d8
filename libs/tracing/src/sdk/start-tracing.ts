import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  serviceInstanceIdDetector,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { TracingError } from '../errors.js';
import { setDefaultExceptionRecord } from '../span/error-policy.js';
import { ports } from '../span/registry.js';
import { type TracingEnvironment, readEnvironment } from './environment.js';
import { reportFailures } from './report-failures.js';
import { createSampler, isParentBased } from './sampler.js';
import { shutdownOnExit } from './shutdown.js';

/** What {@link startTracing} starts beside the SDK. */
export type Instrumentation = (environment: TracingEnvironment) => void;

/**
 * Starts the OpenTelemetry SDK from the environment: sampler, resource, W3C propagation and an
 * OTLP/gRPC exporter, then the instrumentations. With `OTEL_SDK_DISABLED=true` nothing is started.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` naming the variable; `TRACING_ALREADY_STARTED`
 */
export function startTracing(instrumentations: readonly Instrumentation[]): void {
  const environment = readEnvironment();
  if (environment.disabled) return;
  if (ports.shutdown) {
    throw new TracingError(
      'TRACING_ALREADY_STARTED',
      '@traced/nest/register',
      'Tracing expects to be started once a process, but it was started before: load @traced/nest/register one time.',
    );
  }
  const provider = new TracerProvider({
    sampler: createSampler(environment.sampler, environment.samplerArgument),
    resource: createResource(),
    spanProcessors: createSpanProcessors(environment),
  });
  reportFailures();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(createPropagator());
  trace.setGlobalTracerProvider(provider);
  setDefaultExceptionRecord(environment.exceptionRecord);
  ports.parentBasedSampler = isParentBased(environment.sampler);
  ports.shutdown = shutdownOnExit(provider);
  for (const instrument of instrumentations) instrument(environment);
}

function createResource(): ReturnType<typeof defaultResource> {
  const detectors = [
    serviceInstanceIdDetector,
    resourceAttributesEnvDetector,
    serviceNameEnvDetector,
  ];
  return defaultResource().merge(detectResources({ detectors }));
}

function createPropagator(): CompositePropagator {
  return new CompositePropagator({
    propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
  });
}

function createSpanProcessors({ exporter, batch }: TracingEnvironment): SpanProcessor[] {
  if (exporter === 'none') return [];
  const options = Object.fromEntries(
    Object.entries(batch).filter(([, value]) => value !== undefined),
  );
  return [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), ...options })];
}
