import {
  type Attributes,
  type Context,
  type Link,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@opentelemetry/semantic-conventions';
import type { SpanDescription } from '#span/call/call-context.js';
import type { Callee } from './callee.js';
import type { Settings } from './statement.js';

/** The span of one call. */
export function describeCall(
  { name, kind, root, attributes, onResult }: Settings,
  callee: Callee,
  args: ArrayLike<unknown>,
  active: Context,
): SpanDescription {
  const all: Attributes = { [ATTR_CODE_FUNCTION_NAME]: callee.functionName };
  for (const attributesOf of attributes) Object.assign(all, attributesOf(args, callee));
  return {
    name: name ?? callee.spanName,
    options: root
      ? { kind, attributes: all, root: true, links: linksTo(root, active) }
      : { kind, attributes: all },
    scope: callee.scope,
    resultAttributes:
      onResult.length > 0 ? (result) => attributesOfResult(onResult, result, callee) : undefined,
  };
}

function attributesOfResult(
  onResult: Settings['onResult'],
  result: unknown,
  callee: Callee,
): Attributes {
  return Object.assign({}, ...onResult.map((attributesOf) => attributesOf(result, callee)));
}

function linksTo(root: Settings['root'], active: Context): Link[] {
  const caller = root === 'linked' ? trace.getSpanContext(active) : undefined;
  return caller && isSpanContextValid(caller) ? [{ context: caller }] : [];
}
