import type { Span } from '@opentelemetry/api';
import {
  PgInstrumentation,
  type PgRequestHookInformation,
} from '@opentelemetry/instrumentation-pg';
import { ATTR_DB_QUERY_TEXT } from '@opentelemetry/semantic-conventions';
import { readQuery } from '#database/postgresql/sql/read-query.js';

/** Creates the instrumentation that makes a span for each query below a span, and none for connections. */
export function pgInstrumentation(): PgInstrumentation {
  return new PgInstrumentation({
    ignoreConnectSpans: true,
    requireParentSpan: true,
    requestHook: hideValues,
  });
}

/** Removes values from the span of a query: from its text, and from PostgreSQL's message in the status. */
function hideValues(span: Span, { connection, query }: PgRequestHookInformation): void {
  if (!span.isRecording()) return;
  const { setStatus } = span;
  const { text, summary } = readQuery(query.text);
  if (!query.name) span.updateName(nameOf(query.text, summary, connection.database));
  span.setAttribute(ATTR_DB_QUERY_TEXT, text);
  span.setStatus = ({ code }) => setStatus.call(span, { code });
}

/**
 * Returns a name without values. The instrumentation takes all before the first space, as in `SELECT'a
 * value'`.
 */
function nameOf(text: string, summary: string, database = ''): string {
  const [, word = summary.split(' ', 1)[0]] = /^\s*([a-z]+)/i.exec(text) ?? [];
  return `pg.query:${word?.toUpperCase()} ${database}`.trimEnd();
}
