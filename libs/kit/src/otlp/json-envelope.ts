import type { InstrumentationScope, Resource } from '../trace/span.js';
import type { Decoded, DecodedRequest, Origin, Refusal } from './decoded.js';
import { MalformedOtlpError } from './errors.js';
import { readAttributed } from './json-attributes.js';
import { JsonMessage } from './json-message.js';
import { weigh } from './weigh.js';

/** What the lists of one signal are called, and how an item of them is read. */
export interface JsonItemDecoder<T> {
  readonly resources: string;
  readonly scopes: string;
  readonly items: string;
  /** Reads an item. */
  read(item: JsonMessage, origin: Origin): T;
  /** Returns the trace of an item that could not be read, if it has one. */
  traceIdOf?(item: JsonMessage): string | undefined;
}

/**
 * Decodes a document of any signal: items in scopes in resources. An item that cannot be read is refused, and the others
 * are taken.
 * @throws {MalformedOtlpError} when what is around the items is not as OTLP demands; the error names the field.
 */
export function decodeJsonRequest<T>(
  document: unknown,
  decoder: JsonItemDecoder<T>,
): DecodedRequest<T> {
  const items: Decoded<T>[] = [];
  const refusals: Refusal[] = [];
  for (const [message, origin] of eachItem(document, decoder)) {
    try {
      const item = decoder.read(message, origin);
      const own = { ...item, resource: undefined, scope: undefined };
      items.push({ item, bytes: weigh(own), origin });
    } catch (error) {
      if (!(error instanceof MalformedOtlpError)) throw error;
      refusals.push({ traceId: decoder.traceIdOf?.(message), reason: error.message });
    }
  }
  return { items, refusals };
}

/** Visits the message of each item, with what it has in common with others. */
export function* eachItem<T>(
  document: unknown,
  names: JsonItemDecoder<T>,
): Generator<[item: JsonMessage, origin: Origin]> {
  for (const resourceItems of new JsonMessage(document, '').repeated(names.resources)) {
    const resource = readResource(resourceItems);
    for (const scopeItems of resourceItems.repeated(names.scopes)) {
      const scope = readScope(scopeItems);
      const origin = {
        resource,
        scope,
        resourceBytes: weigh(resource),
        scopeBytes: weigh(scope),
      };
      for (const item of scopeItems.repeated(names.items)) yield [item, origin];
    }
  }
}

function readResource(resourceItems: JsonMessage): Resource {
  const resource = readAttributed(resourceItems.message('resource'));
  return { ...resource, schemaUrl: resourceItems.text('schemaUrl') };
}

function readScope(scopeItems: JsonMessage): InstrumentationScope {
  const scope = scopeItems.message('scope');
  return {
    name: scope.text('name'),
    version: scope.text('version'),
    ...readAttributed(scope),
    schemaUrl: scopeItems.text('schemaUrl'),
  };
}
