import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { type Attributes, context, trace } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { setHandlerAttributes } from '../decorators/handler-attributes.js';
import { isTraced } from '../decorators/trace-function.js';
import { ATTR_NESTJS_CALLBACK, ATTR_NESTJS_CONTROLLER } from '../span/attributes.js';
import { captureAttributes } from '../span/captured-attributes.js';
import { TRACING_OPTIONS, type TracingModuleOptions } from './tracing.options.js';

/**
 * Sets `nestjs.controller`, `nestjs.callback` and what the option `attributes` returns on the span of
 * the controller's handler. It makes no span of its own. `TracingModule.forRoot` registers it for
 * the whole application. Where the handler is not traced, they go onto the active span. Costs one
 * look at the active span when the request is not recorded.
 */
@Injectable()
export class TracingInterceptor implements NestInterceptor {
  constructor(@Inject(TRACING_OPTIONS) private readonly options: TracingModuleOptions) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const span = trace.getActiveSpan();
    if (!span?.isRecording()) return next.handle();
    const handler = execution.getHandler();
    const attributes = {
      [ATTR_NESTJS_CONTROLLER]: execution.getClass().name,
      [ATTR_NESTJS_CALLBACK]: handler.name,
      ...this.attributesOf(execution),
    };
    if (!isTraced(handler)) {
      span.setAttributes(attributes);
      return next.handle();
    }
    const waiting = setHandlerAttributes(context.active(), handler, attributes);
    return context.with(waiting, () => next.handle());
  }

  private attributesOf(execution: ExecutionContext): Attributes | undefined {
    const { attributes } = this.options;
    if (!attributes) return undefined;
    return captureAttributes('The option `attributes` of TracingModule', () =>
      attributes(execution),
    );
  }
}
