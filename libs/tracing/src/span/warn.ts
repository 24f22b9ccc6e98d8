import { diag } from '@opentelemetry/api';
import { apiGlobals } from './api-globals.js';
import { OnceAMinute } from './once-a-minute.js';
import { redactText } from './capture/redaction.js';
import { registered } from './registry.js';

const MAX_MESSAGES = 1_000;

const warned = registered('warnings', () => new Set<string>());
const reported = registered('reportedLines', () => new Set<string>());
const limit = registered('limitOfWarnings', () => new OnceAMinute(MAX_MESSAGES));

/**
 * Warns the operator: by the logger of OpenTelemetry's diagnostics, or, if there is none, by a line on
 * standard error, at most once a minute for each message. Never throws.
 *
 * @param facts values that follow the message, such as an error; redacted in a line on standard error
 */
export function warn(message: string, ...facts: unknown[]): void {
  try {
    if (apiGlobals()['diag']) diag.warn(message, ...facts);
    else writeLine(message, facts);
  } catch {
    // The application's logger threw, or a fact cannot be read: that must not fail a request.
  }
}

/** Warns as {@link warn} does, once in a process: a mistake in a decorator is there at every call. */
export function warnOnce(message: string, ...facts: unknown[]): void {
  if (warned.has(message) || warned.size >= MAX_MESSAGES) return;
  warned.add(message);
  warn(message, ...facts);
}

/** Writes `line` to standard error, once in a process. */
export function reportOnce(line: string): void {
  if (reported.has(line)) return;
  reported.add(line);
  console.error(`[@traced/nest] ${line}`);
}

function writeLine(message: string, facts: readonly unknown[]): void {
  if (limit.admit(message) === undefined) return;
  const details = facts.map((fact) => redactText(String(fact)).replaceAll(/\s+/g, ' '));
  console.error(`[@traced/nest] ${[message, ...details].join(' ')}`);
}
