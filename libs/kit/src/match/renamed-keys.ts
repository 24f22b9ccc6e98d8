// Keys of semantic conventions before and after they became stable; those that differ by a word in the middle are not
// listed. https://opentelemetry.io/docs/specs/semconv/non-normative/http-migration/ and db-migration/
const RENAMED: readonly (readonly [before: string, after: string])[] = [
  ['http.method', 'http.request.method'],
  ['http.url', 'url.full'],
  ['http.target', 'url.path'],
  ['http.target', 'url.query'],
  ['http.scheme', 'url.scheme'],
  ['http.client_ip', 'client.address'],
  ['http.user_agent', 'user_agent.original'],
  ['http.flavor', 'network.protocol.version'],
  ['http.request_content_length', 'http.request.header.content-length'],
  ['http.response_content_length', 'http.response.header.content-length'],
  ['net.protocol.name', 'network.protocol.name'],
  ['net.protocol.version', 'network.protocol.version'],
  ['net.peer.name', 'server.address'],
  ['net.peer.port', 'server.port'],
  ['net.host.name', 'server.address'],
  ['net.host.port', 'server.port'],
  ['net.sock.peer.addr', 'network.peer.address'],
  ['net.sock.peer.port', 'network.peer.port'],
  ['db.system', 'db.system.name'],
  ['db.statement', 'db.query.text'],
  ['db.name', 'db.namespace'],
  ['db.operation', 'db.operation.name'],
  ['db.sql.table', 'db.collection.name'],
  ['peer.service', 'service.peer.name'],
  ['messaging.destination', 'messaging.destination.name'],
  ['messaging.operation', 'messaging.operation.type'],
  ['enduser.id', 'user.id'],
  ['deployment.environment', 'deployment.environment.name'],
];

/** Returns the names that a key of semantic conventions had before, or has since. */
export function renamedKeys(key: string): string[] {
  return RENAMED.flatMap(([before, after]) => {
    if (before === key) return [after];
    return after === key ? [before] : [];
  });
}
