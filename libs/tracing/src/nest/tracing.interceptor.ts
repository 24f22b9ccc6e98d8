import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { type Attributes, context, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { classNameOf } from '#decorators/describe/class-name.js';
import { setHandlerAttributes } from '#decorators/describe/handler-attributes.js';
import { isTraced } from '#decorators/wrap/wrap-function.js';
import { ATTR_NESTJS_CALLBACK, ATTR_NESTJS_CONTROLLER } from '#span/attributes.js';
import { captureAttributes } from '#span/capture/captured-attributes.js';
import { isDetached } from './layers/detach.js';
import { TRACING_OPTIONS, type TracingModuleOptions } from './tracing.options.js';

/**
 * Sets the attributes that the option `attributes` returns on the span of the controller's handler. If the handler
 * has no span, it sets them on the active span, together with `nestjs.controller` and `nestjs.callback`. It makes
 * no span itself. `TracingModule` registers it for the whole application if the option is given, and only then, as
 * an interceptor costs time in every request, unsampled ones too.
 */
@Injectable()
export class TracingInterceptor implements NestInterceptor {
  readonly #options: TracingModuleOptions;

  constructor(@Inject(TRACING_OPTIONS) options: TracingModuleOptions) {
    this.#options = options;
  }

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const span = trace.getActiveSpan();
    const handler = execution.getHandler();
    if (!isDetached(handler) && !span?.isRecording()) return next.handle();
    const attributes = this.#attributesOf(execution);
    if (isTraced(handler)) {
      const waiting = setHandlerAttributes(context.active(), handler, attributes);
      return context.with(waiting, () => next.handle());
    }
    span?.setAttributes({
      [ATTR_NESTJS_CONTROLLER]: classNameOf(execution.getClass()),
      [ATTR_NESTJS_CALLBACK]: handler.name,
      ...attributes,
    });
    return next.handle();
  }

  #attributesOf(execution: ExecutionContext): Attributes {
    const { attributes } = this.#options;
    if (!attributes) return {};
    return captureAttributes('The option `attributes` of TracingModule', () =>
      attributes(execution),
    );
  }
}
