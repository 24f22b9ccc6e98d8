import { memberName, notTraceable } from '#decorators/wrap/not-traceable.js';
import { TracingError } from '#errors.js';
import { registered } from '#span/registry.js';
import { hasTracerProvider } from '#span/call/bypass.js';

const said = registered('reportedSubjects', () => new Set<string>());

/**
 * Runs `trace`. What that cannot trace is left out, and one line on standard error says so: whatever a class of
 * the application does when somebody looks at it, the application starts.
 *
 * @param target a class, an instance of it, or a word for what is traced
 */
export function tryToTrace<T>(target: object | string, trace: () => T): T | undefined {
  try {
    return trace();
  } catch (error) {
    reportUntraceable(error instanceof TracingError ? error : threw(target, error));
    return undefined;
  }
}

/** Says so once of a subject; not without an SDK, as nothing is traced then. */
export function reportUntraceable({ subject, message }: TracingError): void {
  if (!hasTracerProvider() || said.has(subject)) return;
  said.add(subject);
  console.error(`[@traced/nest] ${message}`);
}

function threw(target: object | string, error: unknown): TracingError {
  const reason = 'which cannot be looked at';
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
    return 'an error without words';
  }
}
