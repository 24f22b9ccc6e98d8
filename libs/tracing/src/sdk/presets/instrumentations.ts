import { ProxyTracerProvider, type TracerProvider } from '@opentelemetry/api';
import { globalErrorHandler } from '@opentelemetry/core';
import type { Instrumentation } from './preset.js';

/** Follows no other provider: what makes spans of it makes none. */
const NO_PROVIDER: TracerProvider = new ProxyTracerProvider();

/** Has `instrumentations` make spans of `provider`. */
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

/** What an instrumentation cannot take away goes straight through. Never throws. */
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

export function silence(instrumentation: Instrumentation): void {
  instrumentation.setTracerProvider(NO_PROVIDER);
}
