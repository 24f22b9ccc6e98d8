import { attributeText } from '../trace/attribute-text.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Contract } from './contract.js';

/** What a contract may be about, as a span shows it. */
export type Subject = Pick<Contract, 'kind' | 'service' | 'name'>;

/** Returns what a span shows: itself, its route if it is that of a server, and its error path if it failed. */
export function subjectsOf(span: SpanNode): Subject[] {
  const { service, name } = span;
  const route = routeOf(span);
  const error = errorOf(span);
  return [
    { kind: 'span', service, name },
    ...(route === undefined ? [] : [{ kind: 'route', service, name: route } as const]),
    ...(error === undefined
      ? []
      : [{ kind: 'error', service, name: `${name}: ${error}` } as const]),
  ];
}

function routeOf({ kind, attributes }: SpanNode): string | undefined {
  const route = attributes['http.route'];
  if (kind !== 'SERVER' || typeof route !== 'string' || route === '') return undefined;
  const method = attributes['http.request.method'] ?? attributes['http.method'] ?? '*';
  return `${attributeText(method)} ${route}`;
}

/** Names the error of a span by the type of its exception, else by `error.type` or the status code of its response. */
function errorOf({ status, events, attributes }: SpanNode): string | undefined {
  const exception = events.find(({ name }) => name === 'exception');
  const code = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  const isRefused = typeof code === 'number' && code >= 400;
  if (status.code !== 'ERROR' && !exception && !isRefused) return undefined;
  const type = exception?.attributes['exception.type'] ?? attributes['error.type'] ?? code;
  return type === undefined ? 'ERROR' : attributeText(type);
}
