import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { warnOfUnwrappedHandler } from '#span/wrapped-handlers.js';
import { readText } from '#sdk/settings/variables.js';

const FROZEN =
  'Spans of this AWS Lambda function may be lost, as it is frozen after each invocation before they are exported: wrap its handler in tracedHandler() of @traced/nest/lambda.';

/** On AWS Lambda, a processor that says so once where nothing exports before the process is frozen. */
export function freezeWarning(): SpanProcessor[] {
  if (readText('AWS_LAMBDA_FUNCTION_NAME') === undefined) return [];
  return [
    {
      onStart() {},
      onEnd: () => warnOfUnwrappedHandler(FROZEN),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  ];
}
