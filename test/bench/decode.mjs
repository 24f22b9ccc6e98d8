/**
 * How many spans a second the kit decodes from protobuf, beside protobufjs with the classes that
 * @opentelemetry/otlp-transformer generated until 0.213. Both decode the same requests in turn, round by round, and the kit's result
 * is what its users read: hex ids, bigint times, plain attributes. CPU of the process, medians after a warm-up. Ends
 * with 1 if the kit decodes less than 0.8 times as many.
 *
 * node test/bench/decode.mjs [--rounds=25] [--json]
 */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { ProtobufTraceSerializer } from 'otlp-transformer-0.213';
import { decodeTraceRequest } from '../../libs/kit/dist/otlp/decode-trace-request.js';
import { median } from './parts/median.mjs';
import { orderSpans } from './parts/order-spans.mjs';

const MIN_RATIO = 0.8;
const REQUESTS = 60;
const SPANS_PER_REQUEST = 512;
const WARM_UP_ROUNDS = 5;

// The package names no such entry point, so that its path stands here.
const { resolve } = createRequire(import.meta.url);
const generated = resolve('otlp-transformer-0.213').replace(/index\.js$/, 'generated/root.js');
const { default: root } = await import(generated);
const { ExportTraceServiceRequest } = root.opentelemetry.proto.collector.trace.v1;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '25' },
    json: { type: 'boolean', default: false },
  },
});

const requests = Array.from({ length: REQUESTS }, (_, index) =>
  Buffer.from(ProtobufTraceSerializer.serializeRequest(orderSpans(SPANS_PER_REQUEST, index)) ?? []),
);
const decoders = {
  kit: (request) => decodeTraceRequest(request).items.length,
  protobufjs: (request) => ExportTraceServiceRequest.decode(request).resourceSpans.length,
};

const rounds = [];
for (let round = -WARM_UP_ROUNDS; round < Number(values.rounds); round++) {
  const kit = spansPerSecond(decoders.kit);
  const protobufjs = spansPerSecond(decoders.protobufjs);
  if (round >= 0) rounds.push({ kit, protobufjs, ratio: kit / protobufjs });
}
report({
  kit: median(rounds.map(({ kit }) => kit)),
  protobufjs: median(rounds.map(({ protobufjs }) => protobufjs)),
  ratio: median(rounds.map(({ ratio }) => ratio)),
});

function spansPerSecond(decode) {
  const before = process.cpuUsage();
  for (const request of requests) decode(request);
  const { user, system } = process.cpuUsage(before);
  return (REQUESTS * SPANS_PER_REQUEST * 1e6) / (user + system);
}

function report({ kit, protobufjs, ratio }) {
  if (ratio < MIN_RATIO) process.exitCode = 1;
  if (values.json) {
    console.log(JSON.stringify({ kit, protobufjs, ratio }, null, 2));
    return;
  }
  const bytes = requests.reduce((sum, { length }) => sum + length, 0);
  console.log(`a span has ${Math.round(bytes / REQUESTS / SPANS_PER_REQUEST)} bytes`);
  console.log(`kit         ${Math.round(kit)} spans/s`);
  console.log(`protobufjs  ${Math.round(protobufjs)} spans/s`);
  console.log(`ratio       ${ratio.toFixed(2)}, at least ${MIN_RATIO}`);
}
