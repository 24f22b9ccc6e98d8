import { type CriticalPath, findCriticalPath } from '../trace/critical-path.js';
import { groupByShape, shapesOf } from '../trace/shape.js';
import type { Trace } from '../trace/trace.js';
import { drawBar } from './bar.js';
import { criticalTimes } from './critical-time.js';
import { displayWidth, fit, shorten } from '../trace/display-width.js';
import { formatDuration } from './duration.js';
import { PLAIN, type Palette, paletteFor } from './palette.js';
import { type RowText, describeRow } from './row-text.js';
import { drawSummary } from './summary.js';
import { drawTimeAxis } from './time-axis.js';
import { treeRows } from './tree-rows.js';

/** How a waterfall is drawn. */
export interface WaterfallOptions {
  /**
   * The width of the terminal in columns, which no line exceeds: from 40, which also stands for anything narrower, to 1 000,
   * which also stands for `Infinity`. Below 80 the bars are left out, below 60 the self times. Default 100.
   */
  readonly width?: number;
  /** Whether to colour with ANSI escapes; the caller looks at the terminal and at `NO_COLOR`. Default false. */
  readonly color?: boolean;
}

/**
 * Draws the trace for a terminal: a summary, then a line for each span with its bar, its duration, its self time and
 * its share of the critical path. Siblings that look alike are folded into one line, whose figures are their sums. The
 * exception of a failed span stands below it. Control characters in names are escaped.
 *
 * @example
 * console.log(renderWaterfall(trace, { width: process.stdout.columns, color: process.stdout.isTTY }));
 */
export function renderWaterfall(trace: Trace, options: WaterfallOptions = {}): string {
  const { width: wanted = 100, color = false } = options;
  const width = Math.max(MIN_WIDTH, Math.min(wanted, MAX_WIDTH));
  const palette = color ? paletteFor(trace.services) : PLAIN;
  const path = findCriticalPath(trace.root);
  const shapes = shapesOf(trace.roots);
  const rows = treeRows(trace.roots, (siblings) => groupByShape(siblings, shapes));
  const critical = criticalTimes(path);
  const texts = rows.map((row) => describeRow(row, critical, trace.root.duration));
  const table = new WaterfallTable(trace, texts, path, width, palette);
  return [
    ...drawSummary(trace, critical, width, palette),
    '',
    table.drawHead(),
    ...texts.flatMap((text) => table.drawRow(text)),
    ...table.drawLegend(),
  ].join('\n');
}

const MIN_WIDTH = 40;
const MAX_WIDTH = 1_000;
const MIN_WIDTH_WITH_BARS = 80;
const MIN_WIDTH_WITH_SELF_TIMES = 60;
const MIN_BAR_WIDTH = 16;
const MIN_SPAN_WIDTH = 12;
const MAX_SERVICE_WIDTH = 16;
const MAX_NARROW_SERVICE_WIDTH = 8;
const MARK_WIDTH = 3;
const GAP = '  ';
const DURATION_WIDTH = 8;
const SHARE_WIDTH = 6;

class WaterfallTable {
  readonly #trace: Trace;
  readonly #path: CriticalPath;
  readonly #palette: Palette;
  readonly #width: number;
  readonly #hasSelfTimes: boolean;
  readonly #serviceWidth: number;
  readonly #spanWidth: number;
  readonly #barWidth: number;

  constructor(
    trace: Trace,
    rows: readonly RowText[],
    path: CriticalPath,
    width: number,
    palette: Palette,
  ) {
    this.#trace = trace;
    this.#path = path;
    this.#palette = palette;
    this.#width = width;
    this.#hasSelfTimes = width >= MIN_WIDTH_WITH_SELF_TIMES;
    this.#serviceWidth = Math.min(
      this.#hasSelfTimes ? MAX_SERVICE_WIDTH : MAX_NARROW_SERVICE_WIDTH,
      widest(['service', ...rows.map((row) => row.service)]),
    );
    const figures = (this.#hasSelfTimes ? 2 : 1) * DURATION_WIDTH + SHARE_WIDTH;
    const left = width - MARK_WIDTH - this.#serviceWidth - GAP.length - figures;
    const wanted = widest(rows.map(({ branch, name, remark }) => branch + name + remark));
    const bars = width >= MIN_WIDTH_WITH_BARS;
    const room = bars ? left - GAP.length - MIN_BAR_WIDTH : left;
    this.#spanWidth = Math.max(MIN_SPAN_WIDTH, Math.min(wanted, room));
    this.#barWidth = bars ? left - GAP.length - this.#spanWidth : 0;
  }

  drawHead(): string {
    const axis = this.#barWidth > 0 ? GAP + drawTimeAxis(this.#trace.duration, this.#barWidth) : '';
    const service = fit('service', this.#serviceWidth);
    const span = fit('span', this.#spanWidth);
    const figures = this.#alignFigures('dur', 'self', 'crit');
    return this.#palette.dim(`${' '.repeat(MARK_WIDTH)}${service}${GAP}${span}${axis}${figures}`);
  }

  drawRow(row: RowText): string[] {
    const { error, service, dim } = this.#palette;
    const mark = row.failed ? error(' ✗ ') : ' '.repeat(MARK_WIDTH);
    const name = service(row.service, fit(row.service, this.#serviceWidth));
    const line = `${mark}${name}${GAP}${this.#drawSpanCell(row)}${this.#drawBarCell(row)}${this.#drawFigures(row)}`;
    if (row.exception === undefined) return [line.trimEnd()];
    const indent = ' '.repeat(MARK_WIDTH + this.#serviceWidth + GAP.length);
    const below = shorten(`${row.trunk}⚑ ${row.exception}`, this.#width - indent.length);
    const trunk = below.slice(0, row.trunk.length);
    return [line.trimEnd(), `${indent}${dim(trunk)}${error(below.slice(trunk.length))}`];
  }

  drawLegend(): string[] {
    const indent = ' '.repeat(MARK_WIDTH);
    return this.#barWidth > 0
      ? [this.#palette.dim(`${indent}█ critical path  ░ off critical path`)]
      : [];
  }

  #drawSpanCell({ branch, name, remark, failed }: RowText): string {
    const room = Math.max(1, this.#spanWidth - displayWidth(branch) - displayWidth(remark));
    const cell = fit(branch + shorten(name, room) + remark, this.#spanWidth);
    const text = cell.slice(branch.length);
    const { dim, error } = this.#palette;
    return dim(cell.slice(0, branch.length)) + (failed ? error(text) : text);
  }

  #drawBarCell({ nodes, service }: RowText): string {
    if (this.#barWidth === 0) return '';
    const { startTimeUnixNano: start, endTimeUnixNano: end } = this.#trace;
    const bar = drawBar(nodes, this.#path.visits, { start, end }, this.#barWidth);
    return GAP + this.#palette.service(service, bar);
  }

  #drawFigures({ duration, selfTime, share }: RowText): string {
    return this.#alignFigures(formatDuration(duration), formatDuration(selfTime), share);
  }

  #alignFigures(duration: string, selfTime: string, share: string): string {
    const durations = this.#hasSelfTimes ? [duration, selfTime] : [duration];
    const cells = durations.map((text) => text.padStart(DURATION_WIDTH));
    return `${cells.join('')}${share.padStart(SHARE_WIDTH)}`;
  }
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}
