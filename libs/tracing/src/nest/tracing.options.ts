import type {
  ExecutionContext,
  FactoryProvider,
  ModuleMetadata,
  Provider,
  Type,
} from '@nestjs/common';
import type { CapturedAttributes } from '#span/capture/captured-attributes.js';
import { TracingError } from '#errors.js';
import type { ErrorPolicy } from '#span/failure/policy.js';
import type { RedactionOptions } from '#span/capture/redaction.js';
import type { LayersOptions } from './layers/layers.options.js';

/** The options of `TracingModule.forRoot`. */
export interface TracingModuleOptions {
  /**
   * A function that returns attributes for the span of the controller's handler, from Nest's execution context. It
   * is called once for each recorded request, after guards and before pipes. If it throws, a warning is logged and
   * the request goes on without the attributes. Default: no attributes.
   *
   * @example
   * TracingModule.forRoot({
   *   attributes: (execution) => ({ 'tenant.id': execution.switchToHttp().getRequest().tenant }),
   * })
   */
  readonly attributes?:
    ((execution: ExecutionContext) => CapturedAttributes | undefined) | undefined;
  /** The layers of Nest whose calls have spans. Default: handlers only. */
  readonly layers?: LayersOptions | undefined;
  /**
   * Whether every HTTP response names the SERVER span in the header `traceresponse` of the W3C draft, by which the
   * caller finds the trace. The response to a late-sampled request has the header in any case. The option has no
   * effect with the preset `standard`. Default: `false`.
   *
   * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
   */
  readonly traceResponseHeader?: boolean | undefined;
  /** The policy for errors on all spans of the library. Default: see {@link ErrorPolicy}. */
  readonly errors?: ErrorPolicy | undefined;
  /** Keys and patterns that are redacted in captured values and error messages, beside the built-in ones. */
  readonly redact?: RedactionOptions | undefined;
  /**
   * Whether the sampler of an SDK that `@traced/nest/register` did not start samples no span whose local parent is
   * unsampled. If it is `true`, calls below an unsampled span bypass tracing, and a sampler that would sample some
   * of them is not asked. Default: `false`.
   */
  readonly parentBasedSampler?: boolean | undefined;
}

/** The injection token of the options of `TracingModule`. */
export const TRACING_OPTIONS = Symbol.for('@traced/nest options');

/** A class that makes the options of `TracingModule`, for `useClass` and `useExisting`. */
export interface TracingOptionsFactory {
  createTracingOptions(): TracingModuleOptions | Promise<TracingModuleOptions>;
}

/** The options of `TracingModule.forRootAsync`: one of `useFactory`, `useClass` and `useExisting`. */
export interface TracingModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** A function that returns the options, or a promise of them. */
  readonly useFactory?: FactoryProvider<TracingModuleOptions>['useFactory'] | undefined;
  /** The tokens of the providers that `useFactory` gets as arguments. Default: none. */
  readonly inject?: FactoryProvider['inject'] | undefined;
  /** A class that makes the options, of which Nest makes an instance. */
  readonly useClass?: Type<TracingOptionsFactory> | undefined;
  /** A class that makes the options, of which another module has an instance. */
  readonly useExisting?: Type<TracingOptionsFactory> | undefined;
}

/** Returns the providers of the options. */
export function optionsProviders(options: TracingModuleAsyncOptions): Provider[] {
  const { useFactory, inject = [], useClass, useExisting } = options;
  if (useFactory) return [{ provide: TRACING_OPTIONS, useFactory, inject }];
  const factory = useExisting ?? useClass;
  if (!factory) throw withoutOptions();
  const byFactory: Provider = {
    provide: TRACING_OPTIONS,
    useFactory: (made: TracingOptionsFactory) => made.createTracingOptions(),
    inject: [factory],
  };
  return useClass ? [byFactory, useClass] : [byFactory];
}

function withoutOptions(): TracingError {
  return new TracingError(
    'TRACING_INVALID_OPTIONS',
    'TracingModule.forRootAsync',
    'TracingModule.forRootAsync() expects useFactory, useClass or useExisting, but got none of them.',
  );
}
