import {
  type Attributes,
  type Context,
  type Link,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@opentelemetry/semantic-conventions';
import type { SpanDescription } from '#span/call/call-context.js';
import type { FunctionNames } from './function-names.js';
import type { Settings } from './declaration.js';

/** Returns the name, options and attributes of the span of one call. */
export function describeCall(
  { name, kind, root, attributes, onResult }: Settings,
  names: FunctionNames,
  args: ArrayLike<unknown>,
  active: Context,
): SpanDescription {
  const all: Attributes = { [ATTR_CODE_FUNCTION_NAME]: names.functionName };
  for (const attributesOf of attributes) Object.assign(all, attributesOf(args, names));
  return {
    name: name ?? names.spanName,
    options: root
      ? { kind, attributes: all, root: true, links: linksTo(root, active) }
      : { kind, attributes: all },
    scope: names.instrumentationScope,
    resultAttributes:
      onResult.length > 0 ? (result) => attributesOfResult(onResult, result, names) : undefined,
  };
}

function attributesOfResult(
  onResult: Settings['onResult'],
  result: unknown,
  names: FunctionNames,
): Attributes {
  return Object.assign({}, ...onResult.map((attributesOf) => attributesOf(result, names)));
}

function linksTo(root: Settings['root'], active: Context): Link[] {
  const caller = root === 'linked' ? trace.getSpanContext(active) : undefined;
  return caller && isSpanContextValid(caller) ? [{ context: caller }] : [];
}
