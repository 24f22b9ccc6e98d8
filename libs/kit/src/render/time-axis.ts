import { formatDuration, unitOf } from './duration.js';

const MIN_CELLS_PER_TICK = 10;

/** Draws the axis above the bars in `width` cells, such as `0        100       200       300     412 ms`. */
export function drawTimeAxis(duration: bigint, width: number): string {
  const end = formatDuration(duration);
  const total = Number(duration);
  const step = roundStep((total * MIN_CELLS_PER_TICK) / width);
  const unit = unitOf(duration).nanos;
  let axis = '';
  for (let time = 0; time < total; time += step) {
    const column = Math.floor((time / total) * width);
    const tick = String(Number((time / unit).toPrecision(3)));
    if (column + tick.length + end.length >= width) break;
    axis = axis.padEnd(column) + tick;
  }
  return axis + end.padStart(width - axis.length);
}

/** Rounds up to the next of 1, 2, 5, 10, 20, 50 and so on. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}
