import { attributeText } from '../../trace/attribute-text.js';
import { type SpanNode, descend } from '../../trace/span-tree.js';
import type { Trace } from '../../trace/trace.js';
import type { Flaw } from '../finding.js';
import { responseStatus } from '../http-span.js';

/**
 * Finds the CLIENT spans that got an answer from a service that has spans in the trace, but has none below them: the context
 * was lost on the way. A service is known by its name, or by the address at which other spans of the trace reached it.
 */
export function findClientsWithoutServer({ spans }: Trace): Flaw[] {
  const clients = spans.filter((span) => span.kind === 'CLIENT' && !isOfInfrastructure(span));
  const servers = new Map(clients.map((client) => [client, serverBelow(client)]));
  const services = new Map(spans.map(({ service }) => [service, service]));
  for (const [client, server] of servers) {
    const address = addressOf(client);
    if (address !== undefined && server) services.set(address, server.service);
  }
  return clients.flatMap((span) => {
    const callee = namesOf(span).flatMap((name) => services.get(name) ?? [])[0];
    if (callee === undefined || servers.get(span) || !isAnswered(span)) return [];
    const message = `has no SERVER span below it: the context is lost on the way, ${span.service} → ${callee}`;
    return [{ span, message }];
  });
}

function isOfInfrastructure({ attributes }: SpanNode): boolean {
  return ['db.system.name', 'db.system', 'messaging.system'].some((key) => key in attributes);
}

function serverBelow(client: SpanNode): SpanNode | undefined {
  for (const [node] of descend(client.children)) if (node.kind === 'SERVER') return node;
  return undefined;
}

/** Returns what may name the callee of a CLIENT span, the surest first. */
function namesOf(client: SpanNode): string[] {
  const { attributes } = client;
  const host = textOf(client, 'server.address', 'net.peer.name');
  return [
    ...['service.peer.name', 'peer.service'].map((key) => attributeText(attributes[key])),
    addressOf(client) ?? '',
    host,
    // A name within a cluster begins with that of its service, as users.shop.svc.cluster.local does.
    host.split('.', 1)[0] ?? '',
  ].filter((name) => name !== '');
}

/** Returns host and port of the callee; `undefined` without a port, as one host may have many services. */
function addressOf(client: SpanNode): string | undefined {
  const port = textOf(client, 'server.port', 'net.peer.port');
  return port === '' ? undefined : `${textOf(client, 'server.address', 'net.peer.name')}:${port}`;
}

function textOf({ attributes }: SpanNode, key: string, formerKey: string): string {
  return attributeText(attributes[key] ?? attributes[formerKey]);
}

// What gateways answer for a service that they do not reach, https://www.rfc-editor.org/rfc/rfc9110#section-15.6
const OF_GATEWAYS = new Set([502, 503, 504]);

function isAnswered(client: SpanNode): boolean {
  const status = responseStatus(client);
  return status === undefined ? client.status.code !== 'ERROR' : !OF_GATEWAYS.has(status);
}
