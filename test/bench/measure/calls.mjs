import { SITUATIONS } from '../calls/call-subjects.mjs';
import { CALLS_A_TRACE } from '../calls/calls-a-trace.mjs';
import { forkService } from '../parts/fork-service.mjs';
import { alternate, rowOf, warmUp } from './contend.mjs';
import { openLab } from './lab.mjs';
import { requirePromises, spansOf } from './promise.mjs';

const CALLS = new URL('../programs/calls.mjs', import.meta.url);
const NANOS_A_MICRO = 1_000;
/** The spans of the calls, and the one above them. */
const SPANS_A_TRACE = CALLS_A_TRACE + 1;

const QUICK_SUBJECTS = new Set(['@Traced', 'hand-written SDK call']);

/** Returns the name of the row about calls of a method in one situation, such as `recorded`. */
export function callRow(mode) {
  return `@Traced call, ${mode}`;
}

/** Measures what a call of a decorated method costs, export included, beside the same method decorated otherwise. */
export async function measureCalls({ chosen, isQuick, limits, signal, log }) {
  const results = [];
  for (const situation of SITUATIONS.filter((each) => each.isQuick || !isQuick)) {
    log(`measuring calls, ${situation.mode}`);
    results.push(...(await measureSituation(situation, { chosen, isQuick, limits, signal })));
  }
  return { results };
}

async function measureSituation(situation, { chosen, isQuick, limits, signal }) {
  const { mode, base, others } = situation;
  const isChosen = ({ name }) => chosen.has(name) && (!isQuick || QUICK_SUBJECTS.has(name));
  const compared = others.filter(isChosen);
  if (compared.length === 0) return [];
  const subjects = [base, ...compared.map((other) => ({ ...other, base: base.name }))];
  const lab = await openLab(subjects.length);
  const contenders = [];
  try {
    for (const [index, subject] of subjects.entries()) {
      signal.throwIfAborted();
      contenders.push(await startContender(subject, situation, lab.endpoints[index]));
    }
    await warmUp(contenders, { maxMillis: limits.callMillis / 2, signal });
    const measured = await alternate(contenders, {
      rounds: limits.callRounds,
      maxMillis: limits.callMillis / 2,
      signal,
    });
    await checkSpans(situation, contenders, lab);
    return rowOf(measured, { name: callRow(mode), key: 'cpu', unit: 'ns' });
  } finally {
    await Promise.all(contenders.map(({ stop }) => stop()));
    await lab.stop();
  }
}

async function startContender({ name, preload, base }, { mode, env, calls }, endpoint) {
  const totals = { traces: 0 };
  const process = await forkService(CALLS, {
    execArgv: preload && env ? ['--import', preload] : [],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...env,
      DECORATOR: name,
      MODE: mode,
    },
  });
  return {
    name,
    base,
    totals,
    async burst() {
      const { micros, traces } = await process.ask(calls);
      totals.traces += traces;
      return { cpu: (micros * NANOS_A_MICRO) / calls };
    },
    stop: () => process.stop(),
  };
}

/** @throws {BrokenPromiseError} when other spans have arrived than each call, and what is above it, makes */
async function checkSpans({ mode }, contenders, lab) {
  const counts = [];
  for (const [index, { name, totals }] of contenders.entries()) {
    const promise = { name, spans: SPANS_A_TRACE, share: mode === 'recorded' ? 1 : 0 };
    counts.push(spansOf(promise, totals.traces, await lab.spansAt(index)));
  }
  requirePromises(counts);
}
