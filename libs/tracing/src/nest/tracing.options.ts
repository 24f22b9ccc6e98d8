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

/** What `TracingModule.forRoot` takes. */
export interface TracingModuleOptions {
  /**
   * Attributes for the span of the controller's handler, from Nest's execution context. Called once
   * for each recorded request, after guards and before pipes. If it throws, the request goes on
   * without them and a warning is logged. Default: none.
   *
   * @example
   * TracingModule.forRoot({
   *   attributes: (execution) => ({ 'tenant.id': execution.switchToHttp().getRequest().tenant }),
   * })
   */
  readonly attributes?:
    ((execution: ExecutionContext) => CapturedAttributes | undefined) | undefined;
  /** Which layers of Nest have spans of their own. Default: handlers. */
  readonly layers?: LayersOptions | undefined;
  /**
   * Whether each response of an HTTP request names its span in the header `traceresponse`, as the W3C drafts
   * it, for the caller to find the trace by. One that is kept though it was not sampled is named in any case.
   * Not with the preset `standard`. Default: `false`.
   *
   * @see https://w3c.github.io/trace-context/#trace-context-http-response-headers-format
   */
  readonly traceResponseHeader?: boolean | undefined;
  /** How errors appear on every span the library makes. Default: see {@link ErrorPolicy}. */
  readonly errors?: ErrorPolicy | undefined;
  /** What is redacted in captured values and error messages, beside the built-in keys and patterns. */
  readonly redact?: RedactionOptions | undefined;
  /**
   * For an SDK that something else than `@traced/nest/register` started: `true` says that its sampler
   * drops whatever is below a dropped local span, so that calls there go straight through. Spans are
   * lost if that is not so. Default: `false`.
   */
  readonly parentBasedSampler?: boolean | undefined;
}

export const TRACING_OPTIONS = Symbol.for('@traced/nest options');

/** Makes the options of `TracingModule`. */
export interface TracingOptionsFactory {
  createTracingOptions(): TracingModuleOptions | Promise<TracingModuleOptions>;
}

/** What `TracingModule.forRootAsync` takes: one of `useFactory`, `useClass` and `useExisting`. */
export interface TracingModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  readonly useFactory?: FactoryProvider<TracingModuleOptions>['useFactory'] | undefined;
  /** What `useFactory` is called with. */
  readonly inject?: FactoryProvider['inject'] | undefined;
  readonly useClass?: Type<TracingOptionsFactory> | undefined;
  readonly useExisting?: Type<TracingOptionsFactory> | undefined;
}

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
