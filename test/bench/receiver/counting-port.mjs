import { Collector } from '../../../libs/kit/dist/receiver/collector.js';
import { GrpcService } from '../../../libs/kit/dist/receiver/grpc.js';
import { Port } from '../../../libs/kit/dist/receiver/port.js';
import { spansInBody } from './vendor-spans.mjs';

/**
 * Opens a port that accepts what a subject exports, counts the spans and keeps none of them. OTLP arrives over gRPC; whatever
 * comes over HTTP/1 is in the format of a vendor.
 */
export async function openCountingPort() {
  const counted = { spans: 0 };
  const oddities = { record: (sentence) => console.error(sentence) };
  const store = {
    oddities,
    addSpans({ items, refusals }) {
      counted.spans += items.length;
      return refusals.map(({ reason }) => reason);
    },
    addLogs: () => [],
    addMetrics: () => [],
  };
  const accept = async (request, response) => {
    const spans = await spansInBody(request);
    counted.spans += spans;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  const grpc = new GrpcService(new Collector(store), oddities);
  const port = await Port.open(0, '127.0.0.1', {
    onStream: (stream, headers) => void grpc.answer(stream, headers),
    onRequest: (request, response) => void accept(request, response),
    onStranger: oddities.record,
  });
  return { url: port.url(), counted };
}
