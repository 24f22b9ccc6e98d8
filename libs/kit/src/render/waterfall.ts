import { type CriticalPath, findCriticalPath } from '../trace/critical-path.js';
import { groupByShape, shapesOf } from '../trace/shape.js';
import type { Trace } from '../trace/trace.js';
import { drawBar } from './bar.js';
import { criticalTimes } from './critical-time.js';
import { displayWidth, fit, shorten } from './display-width.js';
import { formatDuration } from './duration.js';
import { PLAIN, type Palette, paletteFor } from './palette.js';
import { type RowText, describeRow } from './row-text.js';
import { drawSummary } from './summary.js';
import { drawTimeAxis } from './time-axis.js';
import { treeRows } from './tree-rows.js';

export interface WaterfallOptions {
  /** Columns of the terminal; below 80 the bars are left out. Default 100. */
  readonly width?: number;
  /** Whether to colour with ANSI escapes: the caller knows about `NO_COLOR` and the terminal. Default false. */
  readonly color?: boolean;
}

/**
 * Draws the trace for a terminal: a summary, then a line for each span with its bar, its duration, its self time and
 * its share of the critical path. Siblings that look alike are folded into one line, whose figures are their sums; an
 * error has the exception below it. Control characters in names are escaped.
 *
 * @example
 * console.log(renderWaterfall(trace, { width: process.stdout.columns, color: process.stdout.isTTY }));
 */
export function renderWaterfall(trace: Trace, options: WaterfallOptions = {}): string {
  const { width = 100, color = false } = options;
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
    table.head(),
    ...texts.flatMap((text) => table.row(text)),
    ...table.legend(),
  ].join('\n');
}

const NARROW = 80;
const LEAST_BAR = 16;
const LEAST_SPAN = 12;
const MOST_SERVICE = 16;
const MARK = 3;
const GAP = '  ';
const DURATION = 8;
const SHARE = 6;

class WaterfallTable {
  readonly #trace: Trace;
  readonly #path: CriticalPath;
  readonly #palette: Palette;
  readonly #width: number;
  readonly #service: number;
  readonly #span: number;
  readonly #bar: number;

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
    this.#service = Math.min(MOST_SERVICE, widest(['service', ...rows.map((row) => row.service)]));
    const left = width - MARK - this.#service - GAP.length - 2 * DURATION - SHARE;
    const wanted = widest(rows.map(({ branch, name, remark }) => branch + name + remark));
    const bars = width >= NARROW;
    const room = bars ? left - GAP.length - LEAST_BAR : left;
    this.#span = Math.max(LEAST_SPAN, Math.min(wanted, room));
    this.#bar = bars ? left - GAP.length - this.#span : 0;
  }

  head(): string {
    const axis = this.#bar > 0 ? GAP + drawTimeAxis(this.#trace.duration, this.#bar) : '';
    const service = fit('service', this.#service);
    const span = fit('span', this.#span);
    const figures = 'dur'.padStart(DURATION) + 'self'.padStart(DURATION) + 'crit'.padStart(SHARE);
    return this.#palette.dim(`${' '.repeat(MARK)}${service}${GAP}${span}${axis}${figures}`);
  }

  row(row: RowText): string[] {
    const { error, service, dim } = this.#palette;
    const mark = row.failed ? error(' ✗ ') : ' '.repeat(MARK);
    const name = service(row.service, fit(row.service, this.#service));
    const line = `${mark}${name}${GAP}${this.#spanCell(row)}${this.#barCell(row)}${figuresOf(row)}`;
    if (row.exception === undefined) return [line.trimEnd()];
    const indent = ' '.repeat(MARK + this.#service + GAP.length);
    const exception = shorten(`⚑ ${row.exception}`, this.#width - indent.length - row.trunk.length);
    return [line.trimEnd(), `${indent}${dim(row.trunk)}${error(exception)}`];
  }

  legend(): string[] {
    const indent = ' '.repeat(MARK);
    return this.#bar > 0
      ? [this.#palette.dim(`${indent}█ critical path  ░ off critical path`)]
      : [];
  }

  #spanCell({ branch, name, remark, failed }: RowText): string {
    const room = Math.max(1, this.#span - displayWidth(branch) - displayWidth(remark));
    const cell = fit(branch + shorten(name, room) + remark, this.#span);
    const text = cell.slice(branch.length);
    const { dim, error } = this.#palette;
    return dim(cell.slice(0, branch.length)) + (failed ? error(text) : text);
  }

  #barCell({ nodes, service }: RowText): string {
    if (this.#bar === 0) return '';
    const { startTimeUnixNano: start, endTimeUnixNano: end } = this.#trace;
    const bar = drawBar(nodes, this.#path.visits, { start, end }, this.#bar);
    return GAP + this.#palette.service(service, bar);
  }
}

function figuresOf({ duration, selfTime, share }: RowText): string {
  const durations = [duration, selfTime].map((nanos) => formatDuration(nanos).padStart(DURATION));
  return `${durations.join('')}${share.padStart(SHARE)}`;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);
}
