import { round, section, table } from './markdown.mjs';

/** Returns the lines about how what was measured grows. */
export function describeGrowth({ cost, memory, queue }) {
  return [
    ...section(
      'CPU of a request with the traced calls in it, in µs',
      bySubject(cost, { column: 'traced calls', x: 'calls', y: 'median' }),
    ),
    ...section('Resident memory with the load', tableOfMemory(memory)),
    ...section('Spans that arrive of those that one request makes at once', tableOfQueue(queue)),
  ];
}

/** Returns a table with a column for each subject. */
function bySubject(points, { column, x, y }) {
  if (points.length === 0) return [];
  const subjects = [...new Set(points.map(({ subject }) => subject))];
  const rows = [...Map.groupBy(points, (point) => point[x])].map(([value, group]) => [
    value,
    ...subjects.map((name) => {
      const point = group.find(({ subject }) => subject === name);
      return point ? round(point[y]) : '–';
    }),
  ]);
  return table([column, ...subjects], rows);
}

function tableOfMemory(points) {
  if (points.length === 0) return [];
  return table(
    ['subject', 'traced calls per second', 'spans per second', 'resident memory in MB'],
    points.map(({ subject, ...point }) => [
      subject,
      round(point.callsPerSecond),
      round(point.spansPerSecond),
      round(point.residentMegabytes),
    ]),
  );
}

function tableOfQueue(points) {
  if (points.length === 0) return [];
  return table(
    ['subject', 'spans made at once', 'spans that arrive', 'resident memory in MB'],
    points.map(({ subject, made, arrived, residentMegabytes }) => [
      subject,
      made,
      arrived,
      round(residentMegabytes),
    ]),
  );
}
