import { View, parse } from 'vega';
import { compile } from 'vega-lite';

const WIDTH = 560;
const HEIGHT = 320;

/**
 * Draws what was measured, as SVG by the name of the file. A plot of which nothing was measured is left out.
 */
export async function drawPlots({ results, growth }) {
  const cpu = results.filter(({ row, ratio }) => row === 'CPU per request' && ratio !== undefined);
  const specifications = {
    'cpu-per-request.svg': cpu.length > 0 && barsOf(cpu),
    'growth-of-a-trace.svg': growth?.cost.length && costOf(growth.cost),
    'growth-of-the-load.svg': growth?.memory.length && memoryOf(growth.memory),
    'beyond-the-queue.svg': growth?.queue.length && queueOf(growth.queue),
  };
  const plots = Object.entries(specifications).filter(([, specification]) => specification);
  return Promise.all(plots.map(async ([file, specification]) => [file, await draw(specification)]));
}

function draw(specification) {
  const { spec } = compile({ width: WIDTH, height: HEIGHT, background: 'white', ...specification });
  return new View(parse(spec), { renderer: 'none' }).toSVG();
}

function barsOf(results) {
  return {
    title: 'CPU per request, as a ratio to the same application untraced',
    data: { values: results },
    mark: 'bar',
    encoding: {
      y: { field: 'subject', type: 'nominal', sort: null, title: null },
      x: { field: 'ratio', type: 'quantitative', title: 'ratio to untraced' },
    },
  };
}

function costOf(points) {
  return linesOf(points, {
    title: 'CPU of a request with the traced calls in it',
    x: { field: 'calls', title: 'traced calls in the request', scale: { type: 'log' } },
    y: { field: 'median', title: 'CPU of the request in µs', scale: { type: 'log' } },
  });
}

function memoryOf(points) {
  return linesOf(points, {
    title: 'Resident memory with the load',
    x: { field: 'callsPerSecond', title: 'traced calls per second, a span each where recorded' },
    y: { field: 'residentMegabytes', title: 'resident memory in MB', scale: { zero: false } },
  });
}

function queueOf(points) {
  return linesOf(points, {
    title: 'Spans that arrive of those that one request makes at once',
    x: { field: 'made', title: 'spans that the request makes', scale: { type: 'log' } },
    y: { field: 'arrived', title: 'spans that arrive', scale: { type: 'log' } },
  });
}

function linesOf(points, { title, x, y }) {
  return {
    title,
    data: { values: points },
    mark: { type: 'line', point: true },
    encoding: {
      x: { type: 'quantitative', ...x },
      y: { type: 'quantitative', ...y },
      color: { field: 'subject', type: 'nominal', title: null },
    },
  };
}
