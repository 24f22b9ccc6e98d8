import type { InstrumentationScope, Resource } from '../trace/span.js';
import { readAttribute } from './decode-attributes.js';
import type { Decoded, DecodedRequest, Origin, Refusal } from './decoded.js';
import { MalformedOtlpError } from './errors.js';
import { InternTable } from './intern-table.js';
import { ProtobufReader } from './protobuf-reader.js';

/** How the items of one signal are read. */
export interface ItemDecoder<T> {
  /** Reads the item whose message was entered. */
  read(reader: ProtobufReader, origin: Origin): T;
  /** Returns the trace of an item that could not be read, if it has one, from its own bytes. */
  traceIdOf?(reader: ProtobufReader): string | undefined;
}

// A service sends the same resource and scopes with each request.
const resources = new InternTable<Resource>();
const scopes = new InternTable<InstrumentationScope>();

/**
 * Decodes a request of any signal: items in scopes in resources, whose fields have the same numbers for all signals. An
 * item that cannot be read is refused, and the others are taken.
 * @throws {MalformedOtlpError} when the bytes around the items are not such a request.
 */
export function decodeRequest<T>(bytes: Buffer, decoder: ItemDecoder<T>): DecodedRequest<T> {
  return new RequestDecoder(bytes, decoder).decode();
}

class RequestDecoder<T> {
  readonly #reader: ProtobufReader;
  readonly #bytes: Buffer;
  readonly #decoder: ItemDecoder<T>;
  readonly #items: Decoded<T>[] = [];
  readonly #refusals: Refusal[] = [];

  constructor(bytes: Buffer, decoder: ItemDecoder<T>) {
    this.#bytes = bytes;
    this.#reader = new ProtobufReader(bytes);
    this.#decoder = decoder;
  }

  decode(): DecodedRequest<T> {
    this.#eachMessage(1, () => this.#readResourceItems());
    return { items: this.#items, refusals: this.#refusals };
  }

  #readResourceItems(): void {
    const { content, schemaUrl } = this.#readHead();
    const resource = resources.intern(content, schemaUrl, () => readResource(content, schemaUrl));
    this.#eachMessage(2, () => this.#readScopeItems(resource, content.length));
  }

  #readScopeItems(resource: Resource, resourceBytes: number): void {
    const { content, schemaUrl } = this.#readHead();
    const scope = scopes.intern(content, schemaUrl, () => readScope(content, schemaUrl));
    const origin = { resource, scope, resourceBytes, scopeBytes: content.length };
    this.#eachMessage(2, () => this.#readItem(origin));
  }

  #readItem(origin: Origin): void {
    const { position, limit } = this.#reader;
    try {
      const item = this.#decoder.read(this.#reader, origin);
      this.#items.push({ item, bytes: limit - position, origin });
    } catch (error) {
      if (!(error instanceof MalformedOtlpError)) throw error;
      const item = new ProtobufReader(this.#bytes.subarray(position, limit));
      this.#refusals.push({ traceId: this.#decoder.traceIdOf?.(item), reason: error.message });
      this.#reader.goTo(position, limit);
    }
  }

  /** Finds the resource or scope, and its schema URL, which need not be written before the items that have it. */
  #readHead(): { content: Buffer; schemaUrl: string } {
    const reader = this.#reader;
    const { position, limit } = reader;
    let content: Buffer = NO_BYTES;
    let schemaUrl = '';
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) content = reader.bytes();
      else if (field === 3) schemaUrl = reader.text();
      else reader.skip();
    }
    reader.goTo(position, limit);
    return { content, schemaUrl };
  }

  #eachMessage(number: number, read: () => void): void {
    const reader = this.#reader;
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field !== number) {
        reader.skip();
        continue;
      }
      const outer = reader.enter();
      read();
      reader.leave(outer);
    }
  }
}

const NO_BYTES: Buffer = Buffer.alloc(0);

function readResource(bytes: Buffer, schemaUrl: string): Resource {
  const reader = new ProtobufReader(bytes);
  const attributes = {};
  let droppedAttributesCount = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readAttribute(reader, attributes);
    else if (field === 2) droppedAttributesCount = reader.uint32();
    else reader.skip();
  }
  return { attributes, droppedAttributesCount, schemaUrl };
}

function readScope(bytes: Buffer, schemaUrl: string): InstrumentationScope {
  const reader = new ProtobufReader(bytes);
  const attributes = {};
  let name = '';
  let version = '';
  let droppedAttributesCount = 0;
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text();
    else if (field === 2) version = reader.text();
    else if (field === 3) readAttribute(reader, attributes);
    else if (field === 4) droppedAttributesCount = reader.uint32();
    else reader.skip();
  }
  return { name, version, attributes, droppedAttributesCount, schemaUrl };
}
