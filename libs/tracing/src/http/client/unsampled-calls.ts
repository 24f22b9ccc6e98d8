import type { Socket } from 'node:net';
import { type Context, trace } from '@opentelemetry/api';
import { ports } from '#span/ports.js';
import { type UnsampledSpan, isUnsampledSpan } from '#span/late/unsampled-span.js';
import { calleeAddress } from './callee-address.js';
import { announcesRecordedTrace } from '#http/traceresponse.js';

/** Reads a response. Its functions are called only for requests below unsampled spans. */
interface Answer {
  /** Returns the name or the IP address in the URL of the request. */
  host(): string;
  /** Returns the value of the header `traceresponse`. */
  traceresponse(): unknown;
}

interface Call {
  readonly caller: UnsampledSpan;
  socket?: Socket;
}

/**
 * The requests that an HTTP client sends while an unsampled span is active. They have no spans of their own, but the
 * callee may answer that it exports its part of the trace, and then late sampling exports the caller as well.
 */
export class UnsampledCalls<Request extends object> {
  readonly #calls = new WeakMap<Request, Call>();

  /** Remembers that `request` was sent in the context `active`. */
  sent(request: Request, active: Context): void {
    const caller = ports.lateSampling && trace.getSpan(active);
    if (isUnsampledSpan(caller)) this.#calls.set(request, { caller });
  }

  /** Remembers the socket that carries `request`. */
  connected(request: Request, socket: Socket): void {
    const call = this.#calls.get(request);
    if (call) call.socket = socket;
  }

  /** Makes the caller of `request` remember a callee that is exported, if the callee is trusted. */
  answered(request: Request, answer: Answer): void {
    const call = this.#calls.get(request);
    if (!call || !announcesRecordedTrace(answer.traceresponse(), call.caller.spanContext())) return;
    const host = answer.host();
    const address = calleeAddress(host, call.socket);
    if (ports.lateSampling?.trusts({ host, address })) call.caller.rememberExportedCallee();
  }
}
