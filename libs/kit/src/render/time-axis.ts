import { formatDuration, unitOf } from './duration.js';

const MIN_CELLS_PER_TICK = 10;

/** `0        100       200       300     412 ms`, over `width` cells. */
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

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}
