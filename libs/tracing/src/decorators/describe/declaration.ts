import { type Attributes, SpanKind } from '@opentelemetry/api';
import { captureAttributes } from '#span/capture/captured-attributes.js';
import type { FunctionNames } from './function-names.js';
import type { TracedOptions } from './traced-options.js';

/** The options of `@Traced()` for a function of any type. */
export type AnyTracedOptions = TracedOptions<never[], never>;

type AttributesOfCall = (args: ArrayLike<unknown>, names: FunctionNames) => Attributes;
type AttributesOfResult = (result: unknown, names: FunctionNames) => Attributes;

/**
 * The settings that one decorator, or `TracingModule`, states for the spans of a function. Others may state
 * those that are missing. Its functions never throw.
 */
export interface Declaration {
  readonly name?: string | undefined;
  readonly kind?: SpanKind | undefined;
  readonly root?: boolean | 'linked' | undefined;
  readonly attributes?: AttributesOfCall | undefined;
  readonly onResult?: AttributesOfResult | undefined;
  /** The index of the argument in whose place the function gets the current span. */
  readonly currentSpan?: number | undefined;
  /** Whether a call with no active span makes no span while the application starts. Default: `false`. */
  readonly isQuietAtStart?: boolean | undefined;
}

/** The settings for the spans of a function, which all declarations about it make together. */
export interface Settings {
  readonly name: string | undefined;
  readonly kind: SpanKind;
  readonly root: boolean | 'linked';
  readonly attributes: readonly AttributesOfCall[];
  readonly onResult: readonly AttributesOfResult[];
  readonly currentSpan: readonly number[];
  readonly isQuietAtStart: boolean;
}

/** Returns the declaration that the options of `@Traced()` make; warns if one of their callbacks throws. */
export function declarationOf(options: AnyTracedOptions): Declaration {
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

/**
 * Merges declarations into settings. If several state the same setting, the last one counts. The attributes of
 * all are set in turn, so that of one name the last value counts.
 */
export function settle(declarations: readonly Declaration[]): Settings {
  const last = <K extends 'name' | 'kind' | 'root'>(key: K): Declaration[K] =>
    declarations.findLast((declaration) => declaration[key] !== undefined)?.[key];
  return {
    name: last('name'),
    kind: last('kind') ?? SpanKind.INTERNAL,
    root: last('root') ?? false,
    attributes: declarations.flatMap(({ attributes }) => attributes ?? []),
    onResult: declarations.flatMap(({ onResult }) => onResult ?? []),
    currentSpan: declarations.flatMap(({ currentSpan }) => currentSpan ?? []),
    isQuietAtStart: declarations.every(({ isQuietAtStart }) => isQuietAtStart),
  };
}
