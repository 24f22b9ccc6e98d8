import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** Resolves with the number of the spans in a request of Sentry's or Observe's agent. */
export async function spansInBody(request) {
  const body = await buffer(request);
  const isCompressed = request.headers['content-encoding'] === 'gzip';
  const text = (isCompressed ? gunzipSync(body) : body).toString('utf8');
  return request.url.includes('/envelope/') ? spansInEnvelope(text) : spansInBatch(text);
}

/**
 * Counts the spans of an envelope, which is a line about all of it, and two lines for each item. A transaction is a span, and
 * has those below it in a list.
 *
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
function spansInEnvelope(text) {
  const [, ...lines] = text.split('\n');
  let spans = 0;
  for (let line = 0; line + 1 < lines.length; line += 2) {
    if (JSON.parse(lines[line]).type !== 'transaction') continue;
    spans += 1 + JSON.parse(lines[line + 1]).spans.length;
  }
  return spans;
}

/** Counts the spans of a batch of Observe's agent: each request is one, and has a tree of calls in `t`. */
function spansInBatch(text) {
  const { snapshots = [] } = JSON.parse(text);
  return snapshots.reduce((spans, { t }) => spans + 1 + nodesIn(t), 0);
}

function nodesIn(calls = []) {
  return calls.reduce((nodes, { ch }) => nodes + 1 + nodesIn(ch), 0);
}
