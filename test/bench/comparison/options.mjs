import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench [-- options]

Measures @traced/nest beside other ways to trace the same application, and beside the application untraced.

  --only=NAME,…   only the rows of these names, and the subjects whose names contain one of the texts
  --quick         two rows of five subjects, in less than three minutes after the installation
  --json          one JSON object on standard output, and nothing else there
  --instructions  counts instructions of the processor as well, which takes Valgrind and many minutes
  --write         writes the figures into libs/tracing/docs/benchmarks.md
  --help          prints this text`;

/** Thrown for options that make no sense, with a sentence about what was expected. */
export class UsageError extends Error {}

/**
 * Reads the options of the comparison. An item of `--only` that is the name of a row chooses that row; any other has to
 * be a part of the name of a subject. Without an item for rows, or for subjects, all of them are chosen.
 *
 * @param known the names of all `rows` and of all `subjects`
 * @throws {UsageError} for an unknown option, and for an item of `--only` that names nothing
 */
export function readOptions(args, known) {
  const { only, ...flags } = parse(args);
  const items = only.split(',').filter((item) => item !== '');
  const rows = items.filter((item) => known.rows.includes(item));
  const texts = items.filter((item) => !rows.includes(item));
  for (const text of texts) requireSubject(text, known);
  const isChosen = (name) => texts.length === 0 || texts.some((text) => name.includes(text));
  return {
    ...flags,
    rows: rows.length > 0 ? rows : known.rows,
    subjects: known.subjects.filter(isChosen),
  };
}

function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        instructions: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error.message);
  }
}

function requireSubject(text, { rows, subjects }) {
  if (subjects.some((name) => name.includes(text))) return;
  throw new UsageError(
    `Expected a row (${rows.join(', ')}) or a part of the name of a subject (${subjects.join('; ')}), got ${text}.`,
  );
}
