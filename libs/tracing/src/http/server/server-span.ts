import {
  type Attributes,
  type Context,
  SpanKind,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { MAX_NAME_LENGTH, cutText } from '#span/capture/cut-text.js';
import type { NewSpan } from '#span/ports.js';
import { tracerOf } from '#span/start-span.js';
import { methodAttributes, serverAttributes, spanNameOf } from '#http/request-attributes.js';
import { cutPath, parseOrigin, pathnameOf, redactedQueryOf } from '#http/url.js';
import type { Exchange } from './exchange.js';

/**
 * The description of the SERVER span of a request. Its name and attributes are made when they are read first, as most
 * requests are unsampled by samplers that look at neither.
 */
export class ServerSpanDescription implements NewSpan {
  readonly startedAt = performance.now();
  readonly parent: Context;
  readonly #exchange: Exchange;
  readonly #pathname: string;
  #options: SpanOptions | undefined;

  constructor(exchange: Exchange, pathname: string, parent: Context) {
    this.parent = parent;
    this.#exchange = exchange;
    this.#pathname = pathname;
  }

  get tracer(): Tracer {
    return tracerOf();
  }

  get name(): string {
    return spanNameOf(this.#exchange.method);
  }

  get options(): SpanOptions {
    return (this.#options ??= { kind: SpanKind.SERVER, attributes: this.#startAttributes() });
  }

  /** Returns the attributes that a sampler may decide by. */
  #startAttributes(): Attributes {
    const exchange = this.#exchange;
    const attributes = methodAttributes(exchange.method);
    attributes[ATTR_URL_PATH] = this.#pathname;
    attributes[ATTR_URL_SCHEME] = exchange.isEncrypted ? 'https' : 'http';
    // How far a caller's sampling decision is followed may depend on its network.
    if (trace.getSpan(this.parent))
      attributes[ATTR_NETWORK_PEER_ADDRESS] = exchange.peer?.remoteAddress;
    return attributes;
  }
}

/** Returns the attributes of a recorded request. `Forwarded` and `X-Forwarded-*` are ignored, as any client can set them. */
export function requestAttributes(exchange: Exchange): Attributes {
  const { headers, peer, target } = exchange;
  const userAgent = headers['user-agent'];
  return {
    // A short path is set already. A path cut from a long target would hold the whole target in memory.
    ...(target.length > MAX_NAME_LENGTH && { [ATTR_URL_PATH]: cutPath(pathnameOf(target)) }),
    ...serverAttributes(parseOrigin(target)?.authority ?? exchange.authority),
    [ATTR_URL_QUERY]: redactedQueryOf(target),
    [ATTR_USER_AGENT_ORIGINAL]: userAgent && cutText(userAgent),
    [ATTR_CLIENT_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_ADDRESS]: peer?.remoteAddress,
    [ATTR_NETWORK_PEER_PORT]: peer?.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: exchange.protocolVersion,
    ...exchange.attributes,
  };
}
