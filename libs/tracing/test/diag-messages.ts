import { diag } from '@opentelemetry/api';

/** Collects the warnings and errors of OpenTelemetry's diagnostics in this process, from now on. */
export function recordDiagMessages(): string[] {
  const messages: string[] = [];
  const record = (message: string): void => void messages.push(message);
  const ignore = (): void => {};
  diag.setLogger(
    { error: record, warn: record, info: ignore, debug: ignore, verbose: ignore },
    { suppressOverrideMessage: true },
  );
  return messages;
}
