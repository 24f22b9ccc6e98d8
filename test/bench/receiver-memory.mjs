/**
 * Whether a receiver of the kit stays within `maxBytes` while a million spans come: as they are in an order, in JSON, with
 * few attributes, and with a resource and a scope each. The receiver is a process of its own, and its memory is read after
 * a collection. Ends with 1 if it takes more than its bound, or so much less that the bound says nothing.
 *
 * node test/bench/receiver-memory.mjs [--spans=1000000] [--only=text of a row] [--json]
 */
import { parseArgs } from 'node:util';
import { JsonTraceSerializer, ProtobufTraceSerializer } from 'otlp-transformer-0.213';
import { answerParent, forkService } from './parts/fork-service.mjs';
import { orderSpans } from './parts/order-spans.mjs';

const MAX_BYTES = 64 * 1024 * 1024;
const MIN_SHARE = 0.25;
const SPANS_PER_REQUEST = 500;

if (process.send) {
  await serve();
} else {
  await measure();
}

/** The other process. Answers with the bytes that it holds after a collection, when it is asked. */
async function serve() {
  const { OtlpReceiver } = await import('@traced/kit');
  const receiver = await OtlpReceiver.start({ maxTraces: 1_000_000, maxBytes: MAX_BYTES });
  answerParent(receiver.endpoint, () => {
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    return { bytes: heapUsed + external, traces: receiver.traces().length };
  });
}

async function measure() {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: '1000000' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
    },
  });
  const rows = [];
  for (const traffic of traffics().filter(({ name }) => name.includes(values.only))) {
    rows.push(await measureTraffic(traffic, Number(values.spans)));
    if (!values.json) console.log(lineOf(rows.at(-1)));
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  if (rows.length === 0 || rows.some(({ isWithin }) => !isWithin)) process.exitCode = 1;
}

function traffics() {
  const spans = (seed) => orderSpans(SPANS_PER_REQUEST, seed);
  return [
    { name: 'orders', encode: (seed) => protobuf(spans(seed)) },
    { name: 'orders in JSON', type: 'application/json', encode: (seed) => json(spans(seed)) },
    {
      name: 'spans of one attribute',
      encode: (seed) => protobuf(spans(seed).map(withOneAttribute)),
    },
    { name: 'spans with a resource each', encode: (seed) => protobuf(spans(seed).map(withOrigin)) },
  ];
}

function withOneAttribute(span, index) {
  return { ...span, name: 'work', attributes: { index }, events: [] };
}

function withOrigin(span, index) {
  const id = `${span.spanContext().spanId}-${index}`;
  return {
    ...span,
    resource: { attributes: { ...span.resource.attributes, 'service.instance.id': id } },
    instrumentationScope: { name: `@traced/nest/${id}`, version: '1' },
  };
}

async function measureTraffic({ name, type = 'application/x-protobuf', encode }, count) {
  const receiver = await forkService(import.meta.url, { execArgv: ['--expose-gc'], env: {} });
  try {
    // The first requests fill the caches and compile the code, which the bound does not count.
    await send(receiver.ready, type, encode, -3, -1);
    const before = await receiver.ask('memory');
    let most = 0;
    const requests = count / SPANS_PER_REQUEST;
    for (let part = 0; part < 4; part++) {
      await send(receiver.ready, type, encode, (part * requests) / 4, ((part + 1) * requests) / 4);
      const { bytes } = await receiver.ask('memory');
      most = Math.max(most, bytes - before.bytes);
    }
    const { traces } = await receiver.ask('memory');
    const share = most / MAX_BYTES;
    return { name, share, traces, isWithin: share <= 1 && share >= MIN_SHARE };
  } finally {
    await receiver.stop();
  }
}

async function send(endpoint, type, encode, from, to) {
  for (let seed = from; seed < to; seed++) {
    const body = encode(seed + 10);
    const response = await fetch(`${endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const answer = await response.text();
    if (response.status !== 200 || answer.length > 2) throw new Error(`Refused: ${answer}`);
  }
}

function protobuf(spans) {
  return ProtobufTraceSerializer.serializeRequest(spans);
}

function json(spans) {
  return JsonTraceSerializer.serializeRequest(spans);
}

function lineOf({ name, share, traces, isWithin }) {
  const mark = isWithin ? '✓' : '✗';
  return `${mark} ${name.padEnd(28)} ${Math.round(share * 100)} % of the bound, ${traces} traces held`;
}
