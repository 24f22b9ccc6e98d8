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
 * Tells the operator what is wrong: the logger of OpenTelemetry's diagnostics, or standard error where there is
 * none, each message at most once a minute. Never throws.
 *
 * @param facts what is told beside it, such as an error; redacted where it is a line on standard error
 */
export function warn(message: string, ...facts: unknown[]): void {
  try {
    if (apiGlobals()['diag']) diag.warn(message, ...facts);
    else writeLine(message, facts);
  } catch {
    // The application's logger has thrown, or a fact cannot be read: no reason to throw into a request.
  }
}

/** Does so once in a process: what is wrong with a decorator is wrong at every call. */
export function warnOnce(message: string, ...facts: unknown[]): void {
  if (warned.has(message) || warned.size >= MAX_MESSAGES) return;
  warned.add(message);
  warn(message, ...facts);
}

/** Writes `line` to standard error, for the operator, the first time in this process. */
export function reportOnce(line: string): void {
  if (reported.has(line)) return;
  reported.add(line);
  console.error(`[@traced/nest] ${line}`);
}

function writeLine(message: string, facts: readonly unknown[]): void {
  if (limit.admit(message) === undefined) return;
  const told = facts.map((fact) => redactText(String(fact)).replaceAll(/\s+/g, ' '));
  console.error(`[@traced/nest] ${[message, ...told].join(' ')}`);
}
