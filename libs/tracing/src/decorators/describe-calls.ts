import {
  type Attributes,
  type Context,
  type Link,
  SpanKind,
  isSpanContextValid,
  trace,
} from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@opentelemetry/semantic-conventions';
import { captureAttributes } from '../span/captured-attributes.js';
import type { CallSpan } from '../span/call-context.js';
import type { TracedOptions } from './traced-options.js';

/** Options of any function: their callbacks get what its calls give them. */
export type AnyTracedOptions = TracedOptions<never[], never>;

/** What is called, as its span names it. */
interface Callee {
  /** The span's name, unless the options have one. */
  readonly spanName: string;
  /** `Class.method`, or a function's name. */
  readonly functionName: string;
  readonly scope?: string | undefined;
}

/** The span of a call. */
type Describe = (callee: Callee, args: ArrayLike<unknown>, active: Context) => CallSpan;

/** Tells the span of each call of one function from its options. */
export function describeCalls(options: AnyTracedOptions): Describe {
  const { name, kind = SpanKind.INTERNAL, attributes, onResult, root } = options;

  return ({ spanName, functionName, scope }, args, active) => {
    const all: Attributes = { [ATTR_CODE_FUNCTION_NAME]: functionName };
    if (attributes) Object.assign(all, argumentAttributes(functionName, attributes, args));
    const spanOptions = root
      ? { kind, attributes: all, root: true, links: linksTo(root, active) }
      : { kind, attributes: all };
    const resultAttributes = onResult && attributesOfResult(functionName, onResult);
    return { name: name ?? spanName, options: spanOptions, scope, resultAttributes };
  };
}

function argumentAttributes(
  functionName: string,
  attributes: NonNullable<AnyTracedOptions['attributes']>,
  args: ArrayLike<unknown>,
): Attributes {
  return captureAttributes(`The option \`attributes\` of ${functionName}`, () =>
    typeof attributes === 'function' ? attributes(...(Array.from(args) as never[])) : attributes,
  );
}

function attributesOfResult(
  functionName: string,
  onResult: NonNullable<AnyTracedOptions['onResult']>,
): CallSpan['resultAttributes'] {
  return (result) =>
    captureAttributes(`The option \`onResult\` of ${functionName}`, () =>
      onResult(result as never),
    );
}

function linksTo(root: AnyTracedOptions['root'], active: Context): Link[] {
  const caller = root === 'linked' ? trace.getSpanContext(active) : undefined;
  return caller && isSpanContextValid(caller) ? [{ context: caller }] : [];
}
