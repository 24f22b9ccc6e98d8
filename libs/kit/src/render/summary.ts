import { label, printable } from '../trace/printable.js';
import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import { formatShare } from './critical-time.js';
import { displayWidth, shorten } from '../trace/display-width.js';
import { formatDuration } from './duration.js';
import type { Palette } from './palette.js';

const MAX_TITLE_WIDTH = 40;
const INDENT = 3;

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
  const title = shorten(printable(trace.root.name), Math.min(MAX_TITLE_WIDTH, width - INDENT));
  const headline = `${failed ? error(' ✗ ') : ' ✓ '}${strong(title)}`;
  const left = width - INDENT - displayWidth(title);
  const slowest = drawSlowest(trace, critical).map((line) => shorten(line, width));
  return [...drawHeadlines(headline, left, trace, width, dim), ...slowest];
}

/** Draws facts and id behind the headline, where the `left` columns suffice for them, else below it. */
function drawHeadlines(
  headline: string,
  left: number,
  trace: Trace,
  width: number,
  dim: Palette['dim'],
): string[] {
  const facts = formatFacts(trace);
  const id = `trace ${trace.traceId}`;
  const idBelow = dim(id.padStart(Math.min(width, id.length + INDENT)));
  const [inOneLine = '', ...others] = wrap(facts, left - 2);
  if (others.length > 0 || displayWidth(inOneLine) > left - 2) {
    const below = wrap(facts, width - INDENT).map((line) => ' '.repeat(INDENT) + line);
    return [headline, ...below, idBelow];
  }
  const gap = left - 2 - displayWidth(inOneLine) - id.length;
  if (gap < 2) return [`${headline}  ${inOneLine}`, idBelow];
  return [`${headline}  ${inOneLine}${' '.repeat(gap)}${dim(id)}`];
}

/** A text, and what stands before it if it is not the first of its line. */
interface Fact {
  readonly gap: string;
  readonly text: string;
}

/** Puts facts into lines, as many into each as fit. */
function wrap(facts: readonly Fact[], width: number): string[] {
  const lines: string[] = [];
  for (const { gap, text } of facts) {
    const line = lines.at(-1);
    if (line === undefined || displayWidth(line + gap + text) > width) lines.push(text);
    else lines[lines.length - 1] = line + gap + text;
  }
  return lines;
}

function formatFacts(trace: Trace): Fact[] {
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
    { gap: '', text: formatDurations(trace) },
    ...(typeof status === 'number' ? [{ gap: '   ', text: String(status) }] : []),
    ...counts.map((text, index) => ({ gap: index === 0 ? '   ' : ' · ', text })),
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
