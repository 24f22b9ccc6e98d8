import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { warnUnlessHandlerWrapped } from '#span/wrapped-handlers.js';
import { readVariable } from '#sdk/settings/variables.js';

const FROZEN =
  'Spans of this AWS Lambda function may be lost, as it is frozen after each invocation before they are exported: wrap its handler in tracedHandler() of @traced/nest/lambda.';

/**
 * Returns the span processors that only a function on AWS Lambda gets: one, which warns once if no wrapped
 * handler exports spans before the process is frozen. Elsewhere the list is empty.
 */
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
