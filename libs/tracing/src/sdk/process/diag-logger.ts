import { DiagLogLevel, type DiagLogger, diag } from '@opentelemetry/api';
import type { LogLevel } from '#sdk/environment/environment.js';

const LEVELS: Record<NonNullable<LogLevel>, DiagLogLevel> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/**
 * Writes the messages of OpenTelemetry's diagnostics to standard error, from `level` on, and replaces
 * any logger that is set. Without a level it changes nothing.
 */
export function logDiagnostics(level: LogLevel): void {
  if (!level) return;
  diag.setLogger(
    {
      error: writer('error'),
      warn: writer('warn'),
      info: writer('info'),
      debug: writer('debug'),
      verbose: writer('verbose'),
    },
    { logLevel: LEVELS[level], suppressOverrideMessage: true },
  );
}

function writer(level: keyof DiagLogger): DiagLogger[keyof DiagLogger] {
  return (...message) => console.error(`[@traced/nest] ${level}:`, ...message);
}
