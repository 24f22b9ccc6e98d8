import { type Attributes, SpanKind } from '@opentelemetry/api';
import { captureAttributes } from '#span/capture/captured-attributes.js';
import type { FunctionNames } from './function-names.js';
import type { TracedOptions } from './traced-options.js';

/** Options of any function: their callbacks get what its calls give them. */
export type AnyTracedOptions = TracedOptions<never[], never>;

type AttributesOfCall = (args: ArrayLike<unknown>, names: FunctionNames) => Attributes;
type AttributesOfResult = (result: unknown, names: FunctionNames) => Attributes;

/** What a decorator or `TracingModule` states of the spans of a function, leaving the rest open. Nothing of it throws. */
export interface Statement {
  readonly name?: string | undefined;
  readonly kind?: SpanKind | undefined;
  readonly root?: boolean | 'linked' | undefined;
  readonly attributes?: AttributesOfCall | undefined;
  readonly onResult?: AttributesOfResult | undefined;
  /** A position that gets the current span. */
  readonly currentSpan?: number | undefined;
  /** Whether a call outside every span makes none while the application starts. Default: `false`. */
  readonly isQuietAtStart?: boolean | undefined;
}

/** What several statements come to. */
export interface Settings {
  readonly name: string | undefined;
  readonly kind: SpanKind;
  readonly root: boolean | 'linked';
  readonly attributes: readonly AttributesOfCall[];
  readonly onResult: readonly AttributesOfResult[];
  readonly currentSpan: readonly number[];
  readonly isQuietAtStart: boolean;
}

export function statementOf(options: AnyTracedOptions): Statement {
  const { name, kind, root, attributes, onResult } = options;
  return {
    name: name || undefined,
    kind,
    root,
    attributes: attributes && attributesOfCall(attributes),
    onResult: onResult && attributesOfResult(onResult),
  };
}

function attributesOfCall(
  attributes: NonNullable<AnyTracedOptions['attributes']>,
): AttributesOfCall {
  return (args, { functionName }) =>
    captureAttributes(`The option \`attributes\` of ${functionName}`, () =>
      typeof attributes === 'function' ? attributes(...(Array.from(args) as never[])) : attributes,
    );
}

function attributesOfResult(
  onResult: NonNullable<AnyTracedOptions['onResult']>,
): AttributesOfResult {
  return (result, { functionName }) =>
    captureAttributes(`The option \`onResult\` of ${functionName}`, () =>
      onResult(result as never),
    );
}

/** Of what several state, the last counts; their attributes come together, each by the last that sets it. */
export function settle(statements: readonly Statement[]): Settings {
  const last = <K extends 'name' | 'kind' | 'root'>(key: K): Statement[K] =>
    statements.findLast((statement) => statement[key] !== undefined)?.[key];
  return {
    name: last('name'),
    kind: last('kind') ?? SpanKind.INTERNAL,
    root: last('root') ?? false,
    attributes: statements.flatMap(({ attributes }) => attributes ?? []),
    onResult: statements.flatMap(({ onResult }) => onResult ?? []),
    currentSpan: statements.flatMap(({ currentSpan }) => currentSpan ?? []),
    isQuietAtStart: statements.every(({ isQuietAtStart }) => isQuietAtStart),
  };
}
