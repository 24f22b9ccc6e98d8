import { Collector } from '../../../libs/kit/dist/receiver/collector.js';
import { GrpcService } from '../../../libs/kit/dist/receiver/grpc.js';
import { Port } from '../../../libs/kit/dist/receiver/port.js';

/**
 * Opens a port that accepts OTLP over gRPC, counts the spans and keeps none of them.
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
  const grpc = new GrpcService(new Collector(store), oddities);
  const port = await Port.open(0, '127.0.0.1', {
    onStream: (stream, headers) => void grpc.answer(stream, headers),
    onRequest: (_request, response) => response.writeHead(404).end(),
    onStranger: oddities.record,
  });
  return { url: port.url(), counted };
}
