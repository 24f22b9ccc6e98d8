import { type Attributes, SpanKind, type SpanOptions } from '@opentelemetry/api';
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_SYSTEM_NAME,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  DB_SYSTEM_NAME_VALUE_POSTGRESQL,
} from '@opentelemetry/semantic-conventions';
import type { QueryFacts } from './query-facts.js';

/** The server and the database that a connection leads to. */
export interface ConnectionFacts {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
}

/** Returns the attributes that every span of a connection has. */
export function connectionAttributes({ host, port, database }: ConnectionFacts): Attributes {
  return {
    [ATTR_DB_SYSTEM_NAME]: DB_SYSTEM_NAME_VALUE_POSTGRESQL,
    [ATTR_DB_NAMESPACE]: database,
    [ATTR_SERVER_ADDRESS]: host,
    [ATTR_SERVER_PORT]: port,
  };
}

/**
 * Returns the options of the span of one query, with every attribute that a sampler may read when the span starts.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/db/postgresql/
 */
export function querySpanOptions(connection: ConnectionFacts, query: QueryFacts): SpanOptions {
  return {
    kind: SpanKind.CLIENT,
    attributes: {
      ...connectionAttributes(connection),
      [ATTR_DB_QUERY_SUMMARY]: query.summary,
      [ATTR_DB_QUERY_TEXT]: query.text,
    },
  };
}
