import { memberName, notTraceable } from '#decorators/wrap/not-traceable.js';
import { TracingError } from '#errors.js';
import { registered } from '#span/registry.js';
import { hasTracerProvider } from '#span/call/bypass.js';

const said = registered('reportedSubjects', () => new Set<string>());

/**
 * Runs `trace`. If it throws, one line on standard error says what is not traced, and the application starts
 * nevertheless: a class of the application may throw when its members are examined.
 *
 * @param target the class that is traced, an instance of it, or a noun for the message
 */
export function tryToTrace<T>(target: object | string, trace: () => T): T | undefined {
  try {
    return trace();
  } catch (error) {
    reportUntraceable(error instanceof TracingError ? error : threw(target, error));
    return undefined;
  }
}

/**
 * Writes the message of the error to standard error, once for each subject. Without an SDK it writes
 * nothing, as nothing is traced.
 */
export function reportUntraceable({ subject, message }: TracingError): void {
  if (!hasTracerProvider() || said.has(subject)) return;
  said.add(subject);
  console.error(`[@traced/nest] ${message}`);
}

function threw(target: object | string, error: unknown): TracingError {
  const reason = 'which threw an error when it was examined';
  return notTraceable('TracingModule', subjectOf(target), reason, textOf(error));
}

function subjectOf(target: object | string): string {
  try {
    return typeof target === 'string' ? target : memberName(target);
  } catch {
    return 'a class without a name';
  }
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an error that has no text';
  }
}
