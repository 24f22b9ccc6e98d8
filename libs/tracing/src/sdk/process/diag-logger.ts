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
 * Writes what OpenTelemetry's diagnostics say to standard error, from `level` on, in place of any logger
 * that there was. Without a level it leaves all as it is.
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
