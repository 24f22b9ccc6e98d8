import { ProxyTracerProvider, type TracerProvider } from '@opentelemetry/api';
import { globalErrorHandler } from '@opentelemetry/core';
import type { Instrumentation } from './preset.js';

/** A tracer provider that never gets a delegate, and so makes no spans. */
const NO_PROVIDER: TracerProvider = new ProxyTracerProvider();

/** Enables `instrumentations` with the tracer provider `provider`. Returns a function that disables them. */
export function enable(
  instrumentations: readonly Instrumentation[],
  provider: TracerProvider,
): () => void {
  for (const instrumentation of instrumentations) {
    instrumentation.setTracerProvider(provider);
    if (!instrumentation.getConfig().enabled) instrumentation.enable();
  }
  return () => disable(instrumentations);
}

/**
 * Disables `instrumentations`. A patch that an instrumentation cannot remove makes no spans. Never
 * throws.
 */
export function disable(instrumentations: readonly Instrumentation[]): void {
  for (const instrumentation of instrumentations) {
    try {
      instrumentation.disable?.();
      silence(instrumentation);
    } catch (error) {
      globalErrorHandler(error as Error);
    }
  }
}

/** Prevents an instrumentation from making spans, while its patches stay. */
export function silence(instrumentation: Instrumentation): void {
  instrumentation.setTracerProvider(NO_PROVIDER);
}
