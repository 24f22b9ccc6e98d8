/**
 * What @traced/nest costs beside other ways to trace the same application, and beside the application untraced: every row of
 * the performance budget in one run, in alternating bursts after a warm-up that ends when its own figures stand still. Spans
 * are exported to a receiver that counts them, and the run fails if a subject exports others than it promises. A budget that
 * is missed is reported, but fails nothing, because a busy machine may be the reason.
 *
 * node test/bench/comparison.mjs [--only=rows and subjects] [--quick] [--json] [--instructions] [--write]
 */
import { InterruptedError, listenForInterruption } from './comparison/interruption.mjs';
import { USAGE, UsageError, readOptions } from './comparison/options.mjs';
import { KNOWN, measureRows } from './comparison/rows.mjs';
import { hasValgrind } from './instructions/count.mjs';
import { BrokenPromiseError } from './measure/promise.mjs';
import { judgeBudgets } from './report/budgets.mjs';
import { describeMachine, describeSubject } from './report/circumstances.mjs';
import { writeTables } from './report/tables.mjs';

const signal = listenForInterruption();

try {
  await compare(readOptions(process.argv.slice(2), KNOWN));
} catch (thrown) {
  // A process that ends because of the signal makes another error than the signal does.
  const error = signal.aborted ? signal.reason : thrown;
  if (!isExpected(error)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode ?? 1;
}

async function compare(options) {
  if (options.help) {
    console.log(USAGE);
    return;
  }
  if (options.instructions && !hasValgrind()) {
    throw new UsageError("Expected valgrind, which counts; please install Debian's package.");
  }
  const machine = describeMachine();
  const { results, subjects, ...measured } = await measureRows(options, { signal, log });
  const report = {
    quick: options.quick,
    machine,
    subjects: subjects.map(describeSubject),
    results,
    ...measured,
    budgets: judgeBudgets(results),
  };
  await publish(report, options);
}

async function publish(report, { quick, json, write }) {
  console.log(json ? JSON.stringify(report, null, 2) : writeTables(report));
  if (!quick) {
    const { writeFolder } = await import('./report/folder.mjs');
    log(`the report is in ${await writeFolder(report)}`);
  }
  if (write) {
    const { writeDocument } = await import('./report/document.mjs');
    await writeDocument(report);
  }
}

function isExpected(error) {
  return [BrokenPromiseError, InterruptedError, UsageError].some((type) => error instanceof type);
}

/** Tells people what is going on, on standard error: standard output has the figures alone. */
function log(message) {
  const seconds = Math.round(performance.now() / 1_000);
  console.error(`${String(seconds).padStart(5)} s  ${message}`);
}
