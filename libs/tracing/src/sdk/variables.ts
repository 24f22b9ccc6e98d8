import { TracingError } from '../errors.js';

export function invalidVariable(name: string, expected: string, given: string): TracingError {
  return new TracingError(
    'TRACING_INVALID_ENVIRONMENT',
    name,
    `${name}: expected ${expected}, got '${given}'.`,
  );
}

/** An empty variable counts as unset, as the specification wants it. */
export function readText(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

export function readChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text.toLowerCase());
  if (choice === undefined) throw invalidVariable(name, choices.join(' or '), text);
  return choice;
}

export function readInteger(name: string, minimum: number): number | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw invalidVariable(name, `a whole number of at least ${minimum}`, text);
  }
  return value;
}

/** What the first of `names` says that says something; all of them are read, and so checked. */
export function readFirst<T>(
  read: (name: string) => T | undefined,
  names: readonly string[],
): T | undefined {
  return names.map(read).find((value) => value !== undefined);
}

/** Whether a variable is one that configures tracing. */
export function isOfTracing(name: string): boolean {
  return name.startsWith('OTEL_') || name.startsWith('TRACING_');
}

/** Sets a variable for this process, as whoever starts it would have. */
export function setVariable(name: string, value: string): void {
  process.env[name] = value;
}

/** Every variable as it is now: the application may change them. */
export function readAll(): NodeJS.ProcessEnv {
  return { ...process.env };
}
