/** An empty variable counts as unset, as the specification wants it. */
export function readVariable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

/** Whether a variable is one that configures tracing. */
export function isTracingVariable(name: string): boolean {
  return name.startsWith('OTEL_') || name.startsWith('TRACING_');
}

/** Sets a variable for this process, as whoever starts it would have. */
export function setVariable(name: string, value: string): void {
  process.env[name] = value;
}

/** Every variable as it is now: the application may change them. */
export function readVariables(): NodeJS.ProcessEnv {
  return { ...process.env };
}
