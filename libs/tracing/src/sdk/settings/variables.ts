/** Reads an environment variable. An empty one counts as unset, as the specification requires. */
export function readVariable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

/** Whether the environment variable `name` configures tracing. */
export function isTracingVariable(name: string): boolean {
  return name.startsWith('OTEL_') || name.startsWith('TRACING_');
}

/** Sets an environment variable of this process, as if the process had been started with it. */
export function setVariable(name: string, value: string): void {
  process.env[name] = value;
}

/** Copies all environment variables, as the application may change them. */
export function readVariables(): NodeJS.ProcessEnv {
  return { ...process.env };
}
