import type { Span } from '@opentelemetry/api';
import {
  PgInstrumentation,
  type PgRequestHookInformation,
} from '@opentelemetry/instrumentation-pg';
import { ATTR_DB_QUERY_TEXT } from '@opentelemetry/semantic-conventions';
import { readQuery } from '../../../database/read-query.js';

/** One span for each query below a span, and none for connections or for what runs at boot. */
export function pgInstrumentation(): PgInstrumentation {
  return new PgInstrumentation({
    ignoreConnectSpans: true,
    requireParentSpan: true,
    requestHook: hideValues,
  });
}

/** PostgreSQL's messages repeat values, and the instrumentation puts them into the status. */
function hideValues(span: Span, { query }: PgRequestHookInformation): void {
  if (!span.isRecording()) return;
  const { setStatus } = span;
  const { text } = readQuery(query.text);
  span.setAttribute(ATTR_DB_QUERY_TEXT, text);
  span.setStatus = ({ code }) => setStatus.call(span, { code });
}
