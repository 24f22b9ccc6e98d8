import { TracingError } from '#errors.js';
import { ports } from '#span/ports.js';
import { registered } from '#span/registry.js';
import { checkNode } from './process/check-node.js';
import { watchVariables } from './process/late-variables.js';
import requireSdk from './require-sdk.cjs';
import { notStartedError } from './process/not-started-error.js';
import { applyPm2Variables } from './process/pm2-variables.js';
import { readSetting } from './settings/read-setting.js';
import type { StartTracingOptions, Tracing } from './tracing.js';

/** The one attempt of this process to start tracing, whichever loaded copy of this package made it. */
const attempt = registered<{ tracing: Tracing | undefined }>('tracing', () => ({
  tracing: undefined,
}));

const NOT_STARTED: Tracing = {
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * Starts the OpenTelemetry SDK and the instrumentations of the preset, as `@traced/nest/register` does
 * without options. Call it before Nest and everything else that is to be traced is loaded. A second
 * call returns the running tracing; its options have no effect, and one line on standard error says so.
 * Once {@link Tracing.shutdown} has resolved, a call starts tracing again. With
 * `OTEL_SDK_DISABLED=true` nothing is started.
 *
 * Only a mistake in the configuration of tracing throws. If tracing cannot start for another reason,
 * such as another SDK that was registered first, one sentence on standard error says why, and the
 * application runs untraced; with `TRACING_REQUIRED=true` that reason throws as well.
 *
 * @throws {TracingError} `TRACING_INVALID_ENVIRONMENT` naming the variable; `TRACING_MISSING_PACKAGE`
 *   naming what to install; with `TRACING_REQUIRED=true` also `TRACING_NOT_STARTED`, with what failed
 *   as its `cause`
 * @example
 * // tracing.mjs, loaded by `node --import ./tracing.mjs dist/main.js`
 * import { startTracing } from '@traced/nest/sdk';
 * import { resourceFromAttributes } from '@opentelemetry/resources';
 *
 * startTracing({ resource: resourceFromAttributes({ 'service.version': '1.2.0' }) });
 */
export function startTracing(options: StartTracingOptions = {}): Tracing {
  if (attempt.tracing) {
    if (ports.shutdown && Object.keys(options).length > 0) console.error(TOO_LATE);
    return attempt.tracing;
  }
  applyPm2Variables();
  ports.reportLateVariables ??= watchVariables();
  const isRequired = readSetting('TRACING_REQUIRED');
  try {
    attempt.tracing = loadAndStart(options);
  } catch (error) {
    const failure = failureOf(error);
    if (isRequired || failure.code !== 'TRACING_NOT_STARTED') throw failure;
    console.error(`[@traced/nest] ${failure.message}`);
    attempt.tracing = NOT_STARTED;
  }
  return attempt.tracing ?? NOT_STARTED;
}

const TOO_LATE =
  '[@traced/nest] The options of startTracing() came too late and have no effect, as tracing had been started before, by @traced/nest/register or another call.';

/** Loads and starts the SDK, after a check of the versions of Node.js and the API that it expects. */
function loadAndStart(options: StartTracingOptions): Tracing | undefined {
  checkNode();
  requireSdk.checkApi().checkApi();
  return requireSdk.start().start(options, () => {
    attempt.tracing = undefined;
  });
}

function failureOf(error: unknown): TracingError {
  if (error instanceof TracingError) return error;
  const [reason] = String(error).split('\n');
  return notStartedError('@traced/nest', `, as something unexpected failed: ${reason}`, error);
}
