import type { Socket } from 'node:net';
import { type Context, trace } from '@opentelemetry/api';
import { ports } from '#span/ports.js';
import { type UnsampledSpan, isUnsampledSpan } from '#span/late/unsampled-span.js';
import { calleeAddress } from './callee-address.js';
import { announcesRecordedTrace } from '#http/traceresponse.js';

/** What a response says, read only for callers that could follow it. */
interface Answer {
  /** The name or address in the request's URL. */
  host(): string;
  /** The value of the header. */
  traceresponse(): unknown;
}

interface Call {
  readonly caller: UnsampledSpan;
  socket?: Socket;
}

/**
 * The requests that leave below dropped spans. They have no span of their own, but a callee may answer
 * that it keeps its part of the trace, and then its caller is kept as well.
 */
export class UnsampledCalls<Request extends object> {
  private readonly calls = new WeakMap<Request, Call>();

  sent(request: Request, active: Context): void {
    const caller = ports.keeping && trace.getSpan(active);
    if (isUnsampledSpan(caller)) this.calls.set(request, { caller });
  }

  connected(request: Request, socket: Socket): void {
    const call = this.calls.get(request);
    if (call) call.socket = socket;
  }

  answered(request: Request, answer: Answer): void {
    const call = this.calls.get(request);
    if (!call || !announcesRecordedTrace(answer.traceresponse(), call.caller.spanContext())) return;
    const host = answer.host();
    const address = calleeAddress(host, call.socket);
    if (ports.keeping?.trusts({ host, address })) call.caller.noteKeptCallee();
  }
}
