import { type Exception, type Link, type Span, SpanStatusCode } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { TEXTS, anyAttributes, anyKey, anyValue, textOf } from './attributes.js';
import { anySpanContext } from './contexts.js';
import { anyTime } from './times.js';
import {
  type Scope,
  type Written,
  expression,
  list,
  object,
  shared,
  sourcesOf,
} from './written.js';

type Method = Exclude<keyof Span, 'spanContext' | 'isRecording'>;

/** A call of a method of a span, with arguments that are made anew for each run. */
export class SpanCall {
  constructor(
    readonly method: Method,
    readonly args: readonly Written[],
  ) {}

  get source(): string {
    return `.${this.method}(${sourcesOf(this.args)})`;
  }

  /** Makes the arguments, and returns the function that calls the method of `span` with them. */
  prepare(span: Span, scope: Scope): () => unknown {
    const args = this.args.map((arg) => arg.make(scope));
    return () => Reflect.apply(span[this.method], span, args);
  }
}

/** Generates calls of all methods of a span. */
export function anySpanCall(): fc.Arbitrary<SpanCall> {
  return fc.oneof(
    { weight: 4, arbitrary: anyChange() },
    { weight: 1, arbitrary: calls('end', [], [anyTime()]) },
  );
}

/** Generates calls that change a span, and do not end it. */
export function anyChange(): fc.Arbitrary<SpanCall> {
  const text = fc.constantFrom(...TEXTS.map(expression));
  const exception = fc.constantFrom(...EXCEPTIONS.map(expression));
  const [attributes, time] = [anyAttributes(), anyTime()];
  return fc.oneof(
    { weight: 6, arbitrary: calls('setAttribute', [anyKey().map(textOf), anyValue()]) },
    { weight: 3, arbitrary: calls('setAttributes', [attributes]) },
    { weight: 3, arbitrary: calls('addEvent', [text], [text, attributes], [text, time]) },
    { weight: 3, arbitrary: calls('addEvent', [text, attributes, time], [text, time, time]) },
    { weight: 2, arbitrary: calls('addLink', [anyLink()]) },
    { weight: 1, arbitrary: calls('addLinks', [anyLinks()]) },
    { weight: 3, arbitrary: calls('setStatus', [anyStatus()]) },
    { weight: 1, arbitrary: calls('updateName', [text]) },
    { weight: 2, arbitrary: calls('recordException', [exception], [exception, time]) },
  );
}

export function anyLinks(): fc.Arbitrary<Written<Link[]>> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.array(anyLink(), { maxLength: 4 }).map(list) },
    { weight: 1, arbitrary: fc.constant(shared('links')) },
  );
}

function anyLink(): fc.Arbitrary<Written<Link>> {
  const attributes = fc.option(anyAttributes(), { nil: undefined });
  return fc
    .tuple(anySpanContext(), attributes)
    .map(([context, given]) =>
      object<Link>([['context', context], ...(given ? [['attributes', given] as const] : [])]),
    );
}

function anyStatus(): fc.Arbitrary<Written> {
  const message = fc.option(fc.constantFrom(...MESSAGES.map(expression)), { nil: undefined });
  return fc
    .tuple(fc.constantFrom(...CODES.map(expression)), message)
    .map(([code, text]) => object([['code', code], ...(text ? [['message', text] as const] : [])]));
}

/** Generates calls of `method` with one of the lists of arguments. */
function calls(
  method: Method,
  ...overloads: readonly (readonly fc.Arbitrary<Written>[])[]
): fc.Arbitrary<SpanCall> {
  const args = overloads.map((overload) => fc.tuple(...overload));
  return fc.oneof(...args).map((made) => new SpanCall(method, made));
}

const CODES: readonly (() => SpanStatusCode)[] = [
  () => SpanStatusCode.UNSET,
  () => SpanStatusCode.OK,
  () => SpanStatusCode.ERROR,
];

const MESSAGES: readonly (() => unknown)[] = [
  () => '',
  () => 'declined',
  () => 'ü\ud83d',
  () => 'x'.repeat(200),
  () => undefined,
  () => null,
  () => 42,
  () => ({ text: 'declined' }),
];

const EXCEPTIONS: readonly (() => Exception | null | undefined | object)[] = [
  () => withStack(new Error('boom')),
  () => withStack(new TypeError('')),
  () => withStack(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  () => withStack(Object.assign(new Error('ü\ud83d'), { code: 42 })),
  () => 'a text',
  () => '',
  () => null,
  () => undefined,
  () => ({ code: 5 }),
  () => ({ code: 0, name: 'Zero' }),
  () => ({ message: 'without a name' }),
  () => ({ name: 'Nameless', stack: 'at x' }),
  () => ({ stack: 'at x' }),
  () => ({ name: 'Odd', message: { not: 'a text' } }),
  () => ({}),
];

/** Gives an error the same stack in every run. */
function withStack(error: Error): Error {
  error.stack = `${error.name}: ${error.message}\n    at here`;
  return error;
}
