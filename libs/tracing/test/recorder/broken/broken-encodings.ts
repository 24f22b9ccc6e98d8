import type { Exported } from '../providers.js';

/** Ways to write requests that say something else, each by what is wrong with them. */
export const BROKEN_ENCODINGS: Readonly<Record<string, (exported: Exported) => Exported>> = {
  'sends a protobuf request again': ({ protobuf, json }) => ({
    protobuf: [...protobuf, ...protobuf.slice(-1)],
    json,
  }),
  'sends no JSON': ({ protobuf }) => ({ protobuf, json: [] }),
  'writes no flags in JSON': inJson((text) => text.replaceAll(/"flags":\d+/g, '"flags":0')),
  'writes integers as doubles in JSON': inJson((text) =>
    text.replaceAll('"intValue"', '"doubleValue"'),
  ),
  'writes bytes as texts in JSON': inJson((text) =>
    text.replaceAll('"bytesValue"', '"stringValue"'),
  ),
  'writes no parent ids in JSON': inJson((text) =>
    text.replaceAll('"parentSpanId"', '"parent_span_id"'),
  ),
};

function inJson(change: (text: string) => string): (exported: Exported) => Exported {
  return ({ protobuf, json }) => ({
    protobuf,
    json: json.map((bytes) => Buffer.from(change(Buffer.from(bytes).toString()))),
  });
}
