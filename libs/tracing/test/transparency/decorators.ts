import { SetMetadata } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { CurrentSpan } from '#decorators/current-span.js';
import { NoTrace } from '#decorators/no-trace.js';
import { SpanAttribute } from '#decorators/span-attribute.js';
import { TraceAttributes } from '#decorators/trace-attributes.js';
import { Traced } from '#decorators/traced.js';
import type { Run } from './run.js';
import { anyValue, nameOf } from './values.js';

/** A decorator of a member. Those of the application stand on the member that is not traced, too. */
export interface NamedDecorator {
  readonly words: string;
  readonly by: 'Traced' | 'NoTrace' | 'TraceAttributes' | 'application';
  decorate(run: Run): MethodDecorator;
}

export interface NamedParameterDecorator {
  readonly words: string;
  readonly by: 'CurrentSpan' | 'SpanAttribute';
  readonly index: number;
  readonly decorate: ParameterDecorator;
}

export function anyAccessorDecorator(): fc.Arbitrary<NamedDecorator> {
  return fc.oneof(
    { weight: 5, arbitrary: anyTraced() },
    { weight: 1, arbitrary: anyWrapper() },
    { weight: 1, arbitrary: anyNoTrace() },
  );
}

export function anyMethodDecorator(): fc.Arbitrary<NamedDecorator> {
  return fc.oneof(
    { weight: 5, arbitrary: anyAccessorDecorator() },
    { weight: 1, arbitrary: anyTraceAttributes() },
    { weight: 1, arbitrary: anyMetadata() },
  );
}

export function anyParameterDecorator(): fc.Arbitrary<NamedParameterDecorator> {
  return fc.oneof(anyCurrentSpan(), anySpanAttribute());
}

function anyTraced(): fc.Arbitrary<NamedDecorator> {
  const anyOptions = fc.record(
    {
      name: fc.constant('work'),
      kind: fc.constant(SpanKind.CLIENT),
      root: fc.constantFrom(true, 'linked' as const),
      attributes: anyAttributes(),
      onResult: anyAttributes(),
    },
    { requiredKeys: [] },
  );
  return anyOptions.map((options) => ({
    words: `@Traced(${wordsOf(options)})`,
    by: 'Traced',
    decorate: () =>
      Traced({
        ...options,
        attributes: options.attributes?.call,
        onResult: options.onResult?.call,
      }) as MethodDecorator,
  }));
}

function anyNoTrace(): fc.Arbitrary<NamedDecorator> {
  return fc.constant({ words: '@NoTrace()', by: 'NoTrace', decorate: () => NoTrace() });
}

function anyTraceAttributes(): fc.Arbitrary<NamedDecorator> {
  return anyAttributes().map(({ words, call }) => ({
    words: `@TraceAttributes(${words})`,
    by: 'TraceAttributes',
    decorate: () => TraceAttributes(call) as MethodDecorator,
  }));
}

function anyMetadata(): fc.Arbitrary<NamedDecorator> {
  return fc.constantFrom('role', 'route').map((key) => ({
    words: `@SetMetadata('${key}')`,
    by: 'application',
    decorate: () => SetMetadata(key, `the ${key}`),
  }));
}

type AnyFunction = (...args: unknown[]) => unknown;

const wrappers: Readonly<Record<string, (fn: AnyFunction, run: Run) => AnyFunction>> = {
  '@Wrapped()': (fn, run) =>
    function wrapper(this: unknown, ...args) {
      run.seen.method.push(`wrapper called on ${nameOf(this)}`);
      return Reflect.apply(fn, this, args);
    },
  '@Proxied()': (fn) => new Proxy(fn, {}),
};

/** A decorator of the application that puts a function of its own in the member's place. */
function anyWrapper(): fc.Arbitrary<NamedDecorator> {
  return fc.constantFrom(...Object.entries(wrappers)).map(([words, wrap]) => ({
    words,
    by: 'application',
    decorate: (run) => (_target, _key, descriptor) => {
      for (const part of ['value', 'get', 'set'] as const) {
        const fn = descriptor[part] as AnyFunction | undefined;
        if (fn) Object.assign(descriptor, { [part]: wrap(fn, run) });
      }
    },
  }));
}

function anyCurrentSpan(): fc.Arbitrary<NamedParameterDecorator> {
  return fc.nat(2).map((index) => ({
    words: `@CurrentSpan() at ${index}`,
    by: 'CurrentSpan',
    index,
    decorate: CurrentSpan(),
  }));
}

function anySpanAttribute(): fc.Arbitrary<NamedParameterDecorator> {
  const anyParts = fc.tuple(fc.nat(2), fc.option(anyPick(), { nil: undefined }));
  return anyParts.map(([index, pick]) => ({
    words: `@SpanAttribute('order.id'${pick ? `, ${pick.words}` : ''}) at ${index}`,
    by: 'SpanAttribute',
    index,
    decorate: SpanAttribute('order.id', pick?.call),
  }));
}

/** A callback that is given to tracing, in whatever place, and its description. */
interface Callback {
  readonly words: string;
  readonly call: () => never;
}

/** Generates callbacks that return attributes, or anything else in their place. */
function anyAttributes(): fc.Arbitrary<Callback> {
  const anyAttribute = anyPick().map(({ words, call }) => ({
    words: `() => ({ key: (${words})() })`,
    call: () => ({ key: call() }) as never,
  }));
  return fc.oneof(anyAttribute, anyPick());
}

/** Generates callbacks that return one value. */
function anyPick(): fc.Arbitrary<Callback> {
  const behaviour = fc.constantFrom(...Object.entries(behaviours));
  return fc.tuple(behaviour, anyValue()).map(([[verb, behave], { value }]) => ({
    words: `() => ${verb} ${nameOf(value)}`,
    call: () => behave(value) as never,
  }));
}

const behaviours: Readonly<Record<string, (value: unknown) => unknown>> = {
  returns: (value) => value,
  throws(value) {
    throw value;
  },
  'rejects with': (value) => Promise.reject(value),
};

function wordsOf(options: Readonly<Record<string, string | number | boolean | Callback>>): string {
  const words = Object.entries(options).map(
    ([key, option]) => `${key}: ${typeof option === 'object' ? option.words : option}`,
  );
  return words.join(', ');
}
