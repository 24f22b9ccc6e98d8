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
import { notStartedError } from './process/not-started-error.js';

/** What makes an SDK, by its name in the API. */
const PARTS = {
  trace: 'tracer provider',
  context: 'context manager',
  propagation: 'propagator',
} as const;

/**
 * The API has one place for each part of an SDK, and whoever comes second is refused it.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` where another SDK, or a part of one, has been registered
 */
export function expectNoOtherSdk(): void {
  if (registeredParts().length > 0) throw otherSdk();
}

/**
 * Makes both the global ones of the API.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` where the API refuses them, as it does if another version
 *   of it was the first to register anything, such as a logger
 */
export function registerGlobals(manager: ContextManager, propagator: TextMapPropagator): void {
  const isOurs =
    context.setGlobalContextManager(manager.enable()) &&
    propagation.setGlobalPropagator(propagator);
  if (!isOurs) throw otherSdk();
}

/**
 * Makes sure that the preset's tracer provider is the global one.
 *
 * @throws {TracingError} `TRACING_NOT_STARTED` if it is not
 */
export function expectTracerProvider(): void {
  if (!registeredParts().includes(PARTS.trace)) throw otherSdk();
}

/** What is registered now. */
export function registeredGlobals(): ApiGlobals {
  return { ...apiGlobals() };
}

/** Takes away what has been registered since `before` was, and is still what stands there in `after`. */
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
    `, as another OpenTelemetry SDK has registered its ${what} with @opentelemetry/api ${String(apiGlobals()['version'])} before${consequence}: take one of the two away, or load @traced/nest/register first.`,
  );
}
