import { type IExporterTransport, OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import type { IExportTraceServiceResponse, ISerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

type Delegate = ConstructorParameters<typeof OTLPExporterBase<ReadableSpan[]>>[0];
type Serializer = ISerializer<ReadableSpan[], IExportTraceServiceResponse>;
type ExportCallback = Parameters<SpanExporter['export']>[1];

/**
 * Sends a batch once, and reports how many spans of an accepted batch the collector has rejected. It
 * sends one batch at a time.
 */
export class OtlpExporter implements SpanExporter {
  readonly #exporter: OTLPExporterBase<ReadableSpan[]>;
  #rejectedSpans = 0;
  readonly #transport: IExporterTransport;

  /** @param createDelegate creates the delegate of OpenTelemetry's own exporter with a serializer */
  constructor(
    transport: IExporterTransport,
    serializer: Serializer,
    createDelegate: (serializer: Serializer) => Delegate,
  ) {
    this.#transport = transport;
    this.#exporter = new OTLPExporterBase(createDelegate(this.#observe(serializer)));
  }

  export(spans: ReadableSpan[], done: ExportCallback): void {
    this.#rejectedSpans = 0;
    this.#exporter.export(spans, (result) =>
      done(Object.assign(result, { rejectedSpans: this.#rejectedSpans })),
    );
  }

  /** Shuts the transport down first, as the delegate would wait for a batch that is on its way. */
  shutdown(): Promise<void> {
    this.#transport.shutdown();
    return this.#exporter.shutdown();
  }

  /** Returns a serializer that reads the response, which the delegate otherwise only logs by `diag`. */
  #observe(serializer: Serializer): Serializer {
    return {
      serializeRequest: (spans) => serializer.serializeRequest(spans),
      deserializeResponse: (bytes) => {
        const response = serializer.deserializeResponse(bytes);
        this.#rejectedSpans = countRejected(response.partialSuccess);
        return response;
      },
    };
  }
}

/** Returns the number of rejected spans, which is a string in JSON, as it has 64 bits. */
function countRejected({ rejectedSpans }: { rejectedSpans?: number | string } = {}): number {
  return Number(rejectedSpans) || 0;
}
