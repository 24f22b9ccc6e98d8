import { diag } from '@opentelemetry/api';
import { registered } from './registry.js';

const MAX_MESSAGES = 1_000;

const warnings = registered('warnings', () => new Set<string>());

/** Logs `message` the first time: what is wrong with a decorator is wrong at every call. Never throws. */
export function warnOnce(message: string, ...facts: unknown[]): void {
  if (warnings.has(message) || warnings.size >= MAX_MESSAGES) return;
  warnings.add(message);
  try {
    diag.warn(message, ...facts);
  } catch {
    // The application's logger has thrown: it is no reason to throw into a request.
  }
}
