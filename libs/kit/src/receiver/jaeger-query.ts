import { RefusedRequestError } from './errors.js';
import type { TraceQuery } from '../trace/trace-query.js';
import { parseDuration, parseTime } from './jaeger-time.js';

/** A search for traces as Jaeger takes it. */
export interface JaegerQuery extends TraceQuery {
  /** The most traces to find. */
  readonly searchDepth: number;
}

const DEFAULT_SEARCH_DEPTH = 100;

/**
 * Reads the query of `GET /api/v3/traces`, in the spelling of Jaeger before 2.19 and after.
 * @throws {RefusedRequestError} when a parameter is malformed, or a time is absent.
 */
export function parseTraceQuery(parameters: URLSearchParams): JaegerQuery {
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => parameters.get(`query.${name}`)).find((value) => value) ?? undefined;
  const searchDepth = read('searchDepth', 'search_depth', 'num_traces');
  const startTimeMin = parse('startTimeMin', read('startTimeMin', 'start_time_min'), parseTime);
  const startTimeMax = parse('startTimeMax', read('startTimeMax', 'start_time_max'), parseTime);
  if (startTimeMin === undefined || startTimeMax === undefined) {
    throw new RefusedRequestError(400, 'query.startTimeMin and query.startTimeMax are required');
  }
  return {
    service: read('serviceName', 'service_name'),
    operation: read('operationName', 'operation_name'),
    startTimeMin,
    startTimeMax,
    durationMin: parse('durationMin', read('durationMin', 'duration_min'), parseDuration),
    durationMax: parse('durationMax', read('durationMax', 'duration_max'), parseDuration),
    attributes: parse('attributes', read('attributes'), parseAttributes) ?? {},
    searchDepth: parse('searchDepth', searchDepth, parseCount) ?? DEFAULT_SEARCH_DEPTH,
  };
}

function parse<T>(
  name: string,
  text: string | undefined,
  parser: (text: string) => T | undefined,
): T | undefined {
  if (text === undefined) return undefined;
  const value = parser(text);
  if (value !== undefined) return value;
  throw new RefusedRequestError(400, `malformed parameter query.${name}`);
}

function parseCount(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function parseAttributes(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTexts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
