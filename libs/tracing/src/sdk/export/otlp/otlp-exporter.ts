import { type IExporterTransport, OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import type { IExportTraceServiceResponse, ISerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

type Delegate = ConstructorParameters<typeof OTLPExporterBase<ReadableSpan[]>>[0];
type Serializer = ISerializer<ReadableSpan[], IExportTraceServiceResponse>;
type ExportCallback = Parameters<SpanExporter['export']>[1];

/**
 * Sends a batch once, and tells how many spans of an accepted one the collector did not take. One batch
 * at a time.
 */
export class OtlpExporter implements SpanExporter {
  private readonly exporter: OTLPExporterBase<ReadableSpan[]>;
  private rejectedSpans = 0;

  /** @param createDelegate what OpenTelemetry's own exporter is made of, with this serializer and transport */
  constructor(
    private readonly transport: IExporterTransport,
    serializer: Serializer,
    createDelegate: (serializer: Serializer) => Delegate,
  ) {
    this.exporter = new OTLPExporterBase(createDelegate(this.observe(serializer)));
  }

  export(spans: ReadableSpan[], done: ExportCallback): void {
    this.rejectedSpans = 0;
    this.exporter.export(spans, (result) =>
      done(Object.assign(result, { rejectedSpans: this.rejectedSpans })),
    );
  }

  /** The delegate would wait for what is on its way. */
  shutdown(): Promise<void> {
    this.transport.shutdown();
    return this.exporter.shutdown();
  }

  /** The response passes here alone; what is said in it otherwise ends in a line of `diag`. */
  private observe(serializer: Serializer): Serializer {
    return {
      serializeRequest: (spans) => serializer.serializeRequest(spans),
      deserializeResponse: (bytes) => {
        const response = serializer.deserializeResponse(bytes);
        this.rejectedSpans = countRejected(response.partialSuccess);
        return response;
      },
    };
  }
}

/** A number of 64 bits is a string in JSON. */
function countRejected({ rejectedSpans }: { rejectedSpans?: number | string } = {}): number {
  return Number(rejectedSpans) || 0;
}
