import { label, printable } from '../trace/printable.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { formatShare } from './critical-time.js';
import { displayWidth, shorten } from '../trace/display-width.js';
import { formatDuration } from './duration.js';
import type { Palette } from './palette.js';

const MAX_TITLE_WIDTH = 40;

/**
 * Draws the lines above the waterfall: name, duration, status code and counts of the trace, its id, then the span that
 * the critical path spends most time in.
 */
export function drawSummary(
  trace: Trace,
  critical: ReadonlyMap<SpanNode, bigint>,
  width: number,
  { error, dim, strong }: Palette,
): string[] {
  const failed = trace.spans.some(({ status }) => status.code === 'ERROR');
  const title = shorten(printable(trace.root.name), MAX_TITLE_WIDTH);
  const facts = `  ${formatFacts(trace).join('   ')}`;
  const id = `trace ${trace.traceId}`;
  const room = width - displayWidth(` ✗ ${title}${facts}`) - displayWidth(id);
  const headline = `${failed ? error(' ✗ ') : ' ✓ '}${strong(title)}${facts}`;
  const headlines =
    room >= 2 ? [`${headline}${' '.repeat(room)}${dim(id)}`] : [headline, dim(`   ${id}`)];
  return [...headlines, ...drawSlowest(trace, critical).map((line) => shorten(line, width))];
}

function formatFacts(trace: Trace): string[] {
  const { root, spans, services } = trace;
  const errors = spans.filter(({ status }) => status.code === 'ERROR').length;
  const status = root.attributes['http.response.status_code'];
  const counts = [
    count(spans.length, 'span'),
    count(services.length, 'service'),
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(trace.complete ? [] : ['incomplete']),
  ];
  return [
    formatDurations(trace),
    ...(typeof status === 'number' ? [String(status)] : []),
    counts.join(' · '),
  ];
}

/** Formats how long the root took, and the whole trace too when that took over 10% longer. */
function formatDurations({ root, duration }: Trace): string {
  const waited = formatDuration(root.duration);
  const muchLonger = duration * 10n > root.duration * 11n;
  return muchLonger ? `${waited} (${formatDuration(duration)} in all)` : waited;
}

function drawSlowest({ root }: Trace, critical: ReadonlyMap<SpanNode, bigint>): string[] {
  const [first, ...others] = critical;
  if (!first) return [];
  const [span, time] = others.reduce((a, b) => (b[1] > a[1] ? b : a), first);
  const share = formatShare(time, root.duration);
  return [`   slowest on critical path: ${label(span)}  ${formatDuration(time)} (${share})`];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
