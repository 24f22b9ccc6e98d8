import { OtlpReceiver, type PendingTrace, type Span, Trace } from '@traced/kit';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

function spanOf(name: string, id: number, parent?: number): Span {
  const toId = (number: number): string => String(number).padStart(16, '0');
  return {
    traceId: TRACE_ID,
    spanId: toId(id),
    parentSpanId: parent === undefined ? undefined : toId(parent),
    traceState: '',
    flags: 1,
    name,
    kind: 'INTERNAL',
    startTimeUnixNano: BigInt(id),
    endTimeUnixNano: 100n,
    attributes: {},
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 'UNSET', message: '' },
    resource: {
      attributes: { 'service.name': 'orders' },
      droppedAttributesCount: 0,
      schemaUrl: '',
    },
    scope: {
      name: 'test',
      version: '',
      attributes: {},
      droppedAttributesCount: 0,
      schemaUrl: '',
    },
  };
}

/** A trace that has arrived: a request with one child. */
export function order(): Trace {
  return new Trace([spanOf('POST /orders', 1), spanOf('OrdersService.place', 2, 1)]);
}

/** Runs `use` with a trace of which nothing ever arrives. */
export async function withSilence(use: (trace: PendingTrace) => unknown): Promise<void> {
  const receiver = await OtlpReceiver.start();
  try {
    await use(receiver.trace(TRACE_ID));
  } finally {
    await receiver.stop();
  }
}
