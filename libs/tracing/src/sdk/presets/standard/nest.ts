import type { Span, SpanOptions, Tracer } from '@opentelemetry/api';
import { NestInstrumentation } from '@opentelemetry/instrumentation-nestjs-core';
import { ATTR_URL_FULL } from '@opentelemetry/semantic-conventions';
import { recordError } from '#span/failure/record.js';

/** What it patches is the same in NestJS 12, which version 0.71 of the instrumentation leaves out. */
const SUPPORTED_VERSIONS = ['>=4.0.0 <13'];

/**
 * The official instrumentation of controllers, with three differences: it works on NestJS 12, an
 * answer below 500 is no error, and neither the start of the application nor a URL is exported.
 */
export class NestInstrumentationOfAnyVersion extends NestInstrumentation {
  override init(): ReturnType<NestInstrumentation['init']> {
    const module = super.init();
    module.supportedVersions = SUPPORTED_VERSIONS;
    module.files = [this.getRouterExecutionContextFileInstrumentation(SUPPORTED_VERSIONS)];
    return module;
  }

  /** What is patched goes on with the one that it was given: it follows the provider of the next start. */
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

/** Its `url.full` is no URL but a path, with the values of parameters and query. */
function withoutUrl(options: SpanOptions = {}): SpanOptions {
  return { ...options, attributes: { ...options.attributes, [ATTR_URL_FULL]: undefined } };
}

/** The instrumentation records each error and then sets the status, with the error's message. */
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
