import { BOOT_TIME, LOADED_MODULES } from '../measure/boot.mjs';
import { callRow } from '../measure/calls.mjs';
import { CPU_PER_REQUEST, RESIDENT_MEMORY } from '../measure/requests.mjs';

const NATIVE = ['native at nothing', 'native at 1 %', 'native at 100 %'];

/**
 * What the comparison promises. `of` computes the figure from a function that finds a result by row and subject, and is
 * undefined or not a number where the run did not measure it.
 */
const BUDGETS = [
  {
    what: 'CPU per request, nothing sampled, to untraced',
    most: 1.08,
    of: (find) => find(CPU_PER_REQUEST, 'native at nothing')?.ratio,
  },
  {
    what: 'CPU per request, 1 % sampled, to untraced',
    most: 1.1,
    of: (find) => find(CPU_PER_REQUEST, 'native at 1 %')?.ratio,
  },
  {
    what: 'CPU that 100 % sampled adds, to what auto-instrumentations-node adds',
    most: 0.2,
    of: (find) =>
      (find(CPU_PER_REQUEST, 'native at 100 %')?.ratio - 1) /
      (find(CPU_PER_REQUEST, 'auto-instrumentations-node')?.ratio - 1),
  },
  {
    what: 'CPU of GET /users/:id, 100 % sampled, to untraced',
    most: 1.5,
    of: (find) => find('GET /users/:id, CPU of the services', 'shop native at 100 %')?.ratio,
  },
  {
    what: 'throughput of POST /orders, 1 % sampled, to untraced',
    least: 0.95,
    of: (find) => find('POST /orders, throughput', 'shop native at 1 %')?.ratio,
  },
  {
    what: 'throughput of POST /orders, 100 % sampled, to untraced',
    least: 0.8,
    of: (find) => find('POST /orders, throughput', 'shop native at 100 %')?.ratio,
  },
  {
    what: 'MB of resident memory under load above untraced, whatever is sampled',
    most: 45,
    of: (find) => mostOf(NATIVE.map((name) => find(RESIDENT_MEMORY, name)?.added)),
  },
  {
    what: 'ms of the boot above untraced',
    most: 300,
    of: (find) => find(BOOT_TIME, 'native at 100 %')?.added,
  },
  {
    what: 'modules that are loaded above untraced',
    most: 300,
    of: (find) => find(LOADED_MODULES, 'native at 100 %')?.added,
  },
  {
    what: '@Traced call, recorded, to a hand-written SDK call',
    most: 0.6,
    of: (find) => find(callRow('recorded'), '@Traced')?.ratio,
  },
  {
    what: "@Traced call, unsampled, to nestjs-otel's @Span",
    most: 1 / 25,
    of: (find) => find(callRow('unsampled'), '@Traced')?.ratio,
  },
  {
    what: "@Traced call without an SDK, to nestjs-otel's @Span",
    most: 1 / 6,
    of: (find) => find(callRow('no SDK'), '@Traced')?.ratio,
  },
  {
    what: 'ms from a response to the verdict about its trace',
    most: 100,
    of: (find) => find('trace test, response to verdict', '@traced/kit')?.median,
  },
];

/** Returns each budget that the results have a figure for, and whether it is kept. */
export function judgeBudgets(results) {
  const find = (row, subject) =>
    results.find((result) => result.row === row && result.subject === subject);
  return BUDGETS.map(({ what, most, least, of }) => ({ what, most, least, figure: of(find) }))
    .filter(({ figure }) => Number.isFinite(figure))
    .map((budget) => ({ ...budget, isKept: isKept(budget) }));
}

function isKept({ figure, most = Infinity, least = -Infinity }) {
  return figure <= most && figure >= least;
}

function mostOf(figures) {
  const measured = figures.filter((figure) => figure !== undefined);
  return measured.length > 0 ? Math.max(...measured) : undefined;
}
