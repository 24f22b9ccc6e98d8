import { toOtlpJson } from '../otlp/to-otlp-json.js';
import type { Trace } from '../trace/trace.js';
import { RefusedRequestError } from './errors.js';
import { type HttpAnswer, jsonAnswer } from './http-answer.js';
import { parseTraceQuery } from './jaeger-query.js';
import { matchesQuery } from '../trace/trace-query.js';
import type { Store } from './store.js';

/** The part of a path that all queries of Jaeger have. */
export const JAEGER_PATH = '/api/v3/';

/**
 * Answers the reading part of Jaeger's query API, with the answers of Jaeger, from what the receiver holds.
 * @returns `undefined` for a path that is not part of it.
 * @see https://www.jaegertracing.io/docs/latest/apis/#query-json-over-http
 */
export function answerQuery(
  path: string,
  parameters: URLSearchParams,
  store: Pick<Store, 'get' | 'traces'>,
): HttpAnswer | undefined {
  try {
    switch (path.slice(JAEGER_PATH.length)) {
      case 'traces':
        return answerTraces(findTraces(parameters, store.traces()));
      case 'services':
        return jsonAnswer(200, { services: findServices(store.traces()) });
      case 'operations':
        return jsonAnswer(200, { operations: findOperations(parameters, store.traces()) });
      default:
        return answerTrace(path, store);
    }
  } catch (error) {
    if (!(error instanceof RefusedRequestError)) throw error;
    return errorAnswer(error.status, error.message);
  }
}

function answerTrace(path: string, store: Pick<Store, 'get'>): HttpAnswer | undefined {
  const [, id] = /^\/api\/v3\/traces\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const trace = store.get(toTraceId(decodePercent(id)));
  return answerTraces(trace ? [trace] : []);
}

function answerTraces(traces: readonly Trace[]): HttpAnswer {
  if (traces.length === 0) return errorAnswer(404, 'No traces found');
  const resourceSpans = traces.flatMap((trace) => toOtlpJson(trace).resourceSpans);
  return jsonAnswer(200, { result: { resourceSpans } });
}

function findTraces(parameters: URLSearchParams, traces: readonly Trace[]): Trace[] {
  const query = parseTraceQuery(parameters);
  const found = traces.toReversed().filter((trace) => matchesQuery(trace, query));
  return found.slice(0, query.searchDepth);
}

function findServices(traces: readonly Trace[]): string[] {
  return [...new Set(traces.flatMap(({ services }) => services))].toSorted();
}

function findOperations(parameters: URLSearchParams, traces: readonly Trace[]): object[] {
  const service = parameters.get('service');
  const kind = parameters.get('spanKind') ?? parameters.get('span_kind') ?? '';
  const spans = traces.flatMap((trace) => trace.spans.filter((span) => span.service === service));
  const operations = spans.map((span) => ({ name: span.name, spanKind: kindOf(span.kind) }));
  const distinct = new Map(operations.map((each) => [JSON.stringify(each), each]));
  return [...distinct.values()].filter(({ spanKind }) => kind === '' || spanKind === kind);
}

// Jaeger calls a span without a kind internal.
function kindOf(kind: string): string {
  return kind === 'UNSPECIFIED' ? 'internal' : kind.toLowerCase();
}

/** Reads a trace id as Jaeger takes it: hex digits, whose leading zeros may be absent, or base64. */
function toTraceId(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  const bytes = /^[\w+/-]{22}(==)?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  if (bytes?.length === 16) return bytes.toString('hex');
  throw new RefusedRequestError(400, 'malformed parameter trace_id');
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function errorAnswer(httpCode: number, message: string): HttpAnswer {
  const answer = jsonAnswer(httpCode, { error: { httpCode, message } });
  return { ...answer, headers: { 'content-type': 'text/plain; charset=utf-8' } };
}
