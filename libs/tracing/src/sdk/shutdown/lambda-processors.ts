import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { warnUnlessHandlerWrapped } from '#span/wrapped-handlers.js';
import { readVariable } from '#sdk/settings/variables.js';

const FROZEN =
  'Spans of this AWS Lambda function may be lost, as it is frozen after each invocation before they are exported: wrap its handler in tracedHandler() of @traced/nest/lambda.';

/** On AWS Lambda, a processor that says so once where nothing exports before the process is frozen. */
export function lambdaProcessors(): SpanProcessor[] {
  if (readVariable('AWS_LAMBDA_FUNCTION_NAME') === undefined) return [];
  return [
    {
      onStart() {},
      onEnd: () => warnUnlessHandlerWrapped(FROZEN),
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  ];
}
