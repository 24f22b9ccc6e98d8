import {
  type ContextManager,
  type TextMapPropagator,
  context,
  diag,
  logs,
  metrics,
  propagation,
  trace,
} from '@opentelemetry/api';
import { type ApiGlobals, apiGlobals } from '#span/api-globals.js';
import { hasTracerProvider } from '#span/call/bypass.js';
import { notStartedError } from './not-started-error.js';

/** The parts of an SDK, each under its name in the API. */
const PARTS = {
  trace: 'tracer provider',
  context: 'context manager',
  propagation: 'propagator',
} as const;

/**
 * Makes sure that no other SDK is registered, as the API takes only the first of each part.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` if another SDK, or a part of one, is registered
 */
export function expectNoOtherSdk(): void {
  if (registeredParts().length > 0) throw otherSdk();
}

/**
 * Registers the context manager and the propagator with the API.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` if the API refuses them, as it does if another version of it
 *   was the first to register anything, such as a logger
 */
export function registerGlobals(manager: ContextManager, propagator: TextMapPropagator): void {
  const isOurs =
    context.setGlobalContextManager(manager.enable()) &&
    propagation.setGlobalPropagator(propagator);
  if (!isOurs) throw otherSdk();
}

/**
 * Makes sure that the tracer provider of the preset is registered.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` if it is not
 */
export function expectTracerProvider(): void {
  if (!registeredParts().includes(PARTS.trace)) throw otherSdk();
}

/** Returns a copy of what is registered with the API now. */
export function registeredGlobals(): ApiGlobals {
  return { ...apiGlobals() };
}

/**
 * Unregisters every part that is in `after`, was not in `before`, and is still the one that is
 * registered.
 */
export function unregisterGlobals(before: ApiGlobals, after: ApiGlobals): void {
  for (const [name, api] of Object.entries({ trace, context, propagation, metrics, logs, diag })) {
    const part = after[name];
    const isOurs = part !== undefined && part !== before[name];
    if (isOurs && part === apiGlobals()[name]) api.disable();
  }
}

function registeredParts(): string[] {
  const registered = registeredGlobals();
  return Object.entries(PARTS).flatMap(([key, part]) => (key in registered ? [part] : []));
}

function otherSdk(): Error {
  const what = new Intl.ListFormat('en').format(registeredParts()) || 'logger or meter provider';
  const consequence = hasTracerProvider() ? ', and gets the spans of decorators' : '';
  return notStartedError(
    '@opentelemetry/api',
    `, as another OpenTelemetry SDK has registered its ${what} with @opentelemetry/api ${String(apiGlobals()['version'])} before${consequence}: remove one of the two SDKs, or load @traced/nest/register first.`,
  );
}
