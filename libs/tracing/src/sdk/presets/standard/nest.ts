import type { Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { ATTR_URL_FULL } from '@opentelemetry/semantic-conventions';
import { recordError } from '#span/failure/record.js';

/** The supported versions of Nest. NestJS 12 has the patched code too, but version 0.71 leaves it out. */
const SUPPORTED_VERSIONS = ['>=4.0.0 <13'];

/**
 * The official instrumentation of controllers, with three differences: it works on NestJS 12, a
 * response below 500 is no error, and neither the start of the application nor a URL is exported.
 */
export class NestInstrumentationOfAnyVersion extends NestInstrumentation {
  override init(): ReturnType<NestInstrumentation['init']> {
    const module = super.init();
    module.supportedVersions = SUPPORTED_VERSIONS;
    module.files = [this.getRouterExecutionContextFileInstrumentation(SUPPORTED_VERSIONS)];
    return module;
  }

  /**
   * Returns a tracer that follows the provider of the next start, as patched code uses one tracer for
   * good.
   */
  protected override get tracer(): Tracer {
    const current = (): Tracer => super.tracer;
    return {
      startSpan: (name, options, parent) =>
        applyErrorPolicy(current().startSpan(name, withoutUrl(options), parent)),
      get startActiveSpan() {
        const tracer = current();
        return tracer.startActiveSpan.bind(tracer);
      },
    };
  }
}

/** Removes `url.full`, in which the instrumentation puts a path with the values of parameters and query. */
function withoutUrl(options: SpanOptions = {}): SpanOptions {
  return { ...options, attributes: { ...options.attributes, [ATTR_URL_FULL]: undefined } };
}

/**
 * Applies the error policy to the errors that the instrumentation records, and to the status it sets
 * afterwards.
 */
function applyErrorPolicy(span: Span): Span {
  if (!span.isRecording()) return span;
  const { setStatus } = span;
  let judgedMessage: unknown;
  span.recordException = (exception) => {
    recordError(span, exception, undefined);
    judgedMessage = Object(exception).message;
  };
  span.setStatus = (status) =>
    judgedMessage !== undefined && status.message === judgedMessage
      ? span
      : setStatus.call(span, status);
  return span;
}
