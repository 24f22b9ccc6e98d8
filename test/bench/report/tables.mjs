import { findBetter } from './better.mjs';
import { describeGrowth } from './growth-tables.mjs';
import { round, section, table } from './markdown.mjs';

/** Returns a report as Markdown: the subjects, a table for each row, the budgets, and where another subject is better. */
export function writeTables({ machine, subjects, results, spans, budgets, warmedUp, growth }) {
  return [
    describeRun(machine),
    ...section('What each subject records', tableOfSubjects(subjects, spans)),
    ...[...Map.groupBy(results, ({ row }) => row)].flatMap(([row, figures]) =>
      section(titleOf(row, figures), tableOfRow(figures)),
    ),
    ...(growth ? describeGrowth(growth) : []),
    ...section('Budgets', tableOfBudgets(budgets)),
    ...section('Where another way is better', tableOfBetter(findBetter(results))),
    ...describeUnsettled(warmedUp),
  ].join('\n');
}

function describeRun({ date, processor, cores, memoryGibibytes, node, platform, loadBefore }) {
  const machine = `${processor} (${platform}, ${cores} cores, ${memoryGibibytes} GiB)`;
  return `Measured on ${date} with Node.js ${node} on ${machine}, whose load average was ${round(loadBefore)} before.`;
}

function tableOfSubjects(subjects, spans) {
  if (subjects.length === 0) return [];
  const measured = new Map(spans.map(({ subject, spansPerRequest }) => [subject, spansPerRequest]));
  return table(
    ['subject', 'version', 'NestJS', 'spans per request', 'what it records'],
    subjects.map(({ name, package: packageName, version, nest, reason, records }) => [
      name,
      `${packageName} ${version}`,
      reason ? `${nest}, because ${reason}` : nest,
      measured.has(name) ? round(measured.get(name)) : '–',
      records,
    ]),
  );
}

function titleOf(row, [{ unit }]) {
  return unit === 'instructions' ? row : `${row}, in ${unit}`;
}

function tableOfRow(results) {
  return table(
    [
      'subject',
      'median',
      'spread',
      'ratio to its base',
      'spread of the ratio',
      'above its base',
      'base',
    ],
    results.map(({ subject, median, spread, base, ratio, ratioSpread, added }) => [
      subject,
      round(median),
      round(spread),
      ...(base ? [round(ratio), round(ratioSpread), round(added), base] : ['–', '–', '–', '–']),
    ]),
  );
}

function tableOfBudgets(budgets) {
  if (budgets.length === 0) return [];
  return table(
    ['budget', 'bound', 'measured', ''],
    budgets.map(({ what, most, least, figure, isKept }) => [
      what,
      most === undefined ? `≥ ${round(least)}` : `≤ ${round(most)}`,
      round(figure),
      isKept ? 'kept' : 'missed',
    ]),
  );
}

function tableOfBetter(better) {
  if (better.length === 0) return ['In none of the rows.'];
  return table(
    ['row', 'what is better', 'its ratio to its base', 'the ratio of ours', 'ours'],
    better.map(({ row, subject, ratio, ours, than }) => [
      row,
      subject,
      round(ratio),
      round(ours),
      than,
    ]),
  );
}

function describeUnsettled(warmedUp) {
  const moving = warmedUp.filter(({ standsStill }) => !standsStill);
  if (moving.length === 0) return [];
  const names = [...new Set(moving.map(({ subject }) => subject))];
  return ['', `When the time for the warm-up was over, figures still moved: ${names.join(', ')}.`];
}
