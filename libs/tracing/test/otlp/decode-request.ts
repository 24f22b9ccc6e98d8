import { createRequire } from 'node:module';

/** What is used of the classes that protobufjs has generated from OTLP's definitions. */
interface Generated {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly trace: {
          readonly v1: { readonly ExportTraceServiceRequest: RequestType };
        };
      };
    };
  };
}

interface RequestType {
  decode(bytes: Uint8Array): object;
  toObject(
    message: object,
    options: {
      readonly longs: typeof String;
      readonly bytes: typeof String;
      readonly defaults: boolean;
    },
  ): unknown;
}

const { resolve } = createRequire(import.meta.url);
const file = resolve('otlp-transformer-0.213').replace(/index\.js$/, 'generated/root.js');
const generated = createRequire(import.meta.url)(file) as Generated;
const { ExportTraceServiceRequest } = generated.opentelemetry.proto.collector.trace.v1;

/** Decodes a request as a collector does, with every field: one that was not sent has its default. */
export function decodeRequest(request: Uint8Array): unknown {
  const message = ExportTraceServiceRequest.decode(request);
  return ExportTraceServiceRequest.toObject(message, {
    longs: String,
    bytes: String,
    defaults: true,
  });
}
