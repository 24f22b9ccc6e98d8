import 'reflect-metadata';
import { type Attributes, SpanKind, context } from '@opentelemetry/api';
import { ATTR_CODE_FUNCTION_NAME } from '@opentelemetry/semantic-conventions';
import { registry } from '../span/registry.js';
import { runInSpan } from '../span/run-in-span.js';
import { startSpan } from '../span/start-span.js';
import { getHandlerAttributes } from './handler-attributes.js';
import { parameterAttributes, setParameterAttributes } from './span-attribute.js';

export type Method = (this: unknown, ...args: never[]) => unknown;

export interface MethodSpanOptions {
  /** The span's name. Default: `Class.method` of the class the call is made on. */
  readonly name?: string | undefined;
  /** Default: `INTERNAL`. */
  readonly kind?: SpanKind | undefined;
}

/** A function that runs `method`, the member `key` of `target`, in a span of its own. */
export function traceMethod(
  method: Method,
  target: object,
  key: string | symbol,
  options: MethodSpanOptions,
): Method {
  if (registry.tracedMethods.has(method)) return method;
  const parameters = parameterAttributes(target, key);
  const kind = options.kind ?? SpanKind.INTERNAL;

  function traced(this: unknown, ...args: never[]): unknown {
    const functionName = `${classNameOf(this ?? target)}.${String(key)}`;
    const attributes: Attributes = { [ATTR_CODE_FUNCTION_NAME]: functionName };
    const span = startSpan(options.name ?? functionName, { kind, attributes });
    if (span.isRecording()) {
      const waiting = getHandlerAttributes(context.active(), traced);
      if (waiting) span.setAttributes(waiting);
      if (parameters.length > 0) setParameterAttributes(span, parameters, args);
    }
    return runInSpan(span, () => method.apply(this, args));
  }

  return looksLike(traced, method);
}

/** For a static method `this` is the class itself. */
function classNameOf(receiver: unknown): string {
  if (typeof receiver === 'function') return receiver.name;
  return (receiver as { constructor?: { name?: string } }).constructor?.name ?? 'Object';
}

/** Gives `wrapper` the name, length, own properties and metadata of `method`. */
function looksLike(wrapper: Method, method: Method): Method {
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(method) as Record<
    string,
    PropertyDescriptor
  >;
  Object.defineProperties(wrapper, properties);
  for (const key of Reflect.getMetadataKeys(method) as unknown[]) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), wrapper);
  }
  registry.tracedMethods.add(wrapper);
  return wrapper;
}
