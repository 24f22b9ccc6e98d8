import { SITUATIONS } from '../calls/call-subjects.mjs';
import { CALLS_A_TRACE } from '../calls/calls-a-trace.mjs';
import { forkService } from '../parts/fork-service.mjs';
import { rowOf } from './contend.mjs';
import { openLab } from './lab.mjs';
import { measureInPairs } from './pairs.mjs';
import { spansOf } from './promise.mjs';

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
export async function measureCalls({ isQuick, log, ...context }) {
  const results = [];
  for (const situation of SITUATIONS.filter((each) => each.isQuick || !isQuick)) {
    log(`measuring calls, ${situation.mode}`);
    results.push(...(await measureSituation(situation, { isQuick, log, ...context })));
  }
  return { results };
}

async function measureSituation(situation, { chosen, isQuick, limits, signal, log }) {
  const { mode, base, others } = situation;
  const isChosen = ({ name }) => chosen.has(name) && (!isQuick || QUICK_SUBJECTS.has(name));
  const compared = others.filter(isChosen).map((other) => ({ ...other, base: base.name }));
  if (compared.length === 0) return [];
  const lab = await openLab();
  try {
    const start = (subject, index) => startContender(subject, situation, lab, index);
    const run = { limits: limits.calls, signal, log };
    const { measured } = await measureInPairs([base, ...compared], start, run);
    return rowOf(measured, { name: callRow(mode), key: 'cpu', unit: 'ns' });
  } finally {
    await lab.stop();
  }
}

async function startContender({ name, preload, base }, { mode, env, calls }, lab, index) {
  const spansBefore = await lab.spansAt(index);
  const process = await forkService(CALLS, {
    execArgv: preload && env ? ['--import', preload] : [],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: lab.endpoints[index],
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...env,
      DECORATOR: name,
      MODE: mode,
    },
  });
  const promise = { name, spans: SPANS_A_TRACE, share: mode === 'recorded' ? 1 : 0 };
  let tracesInAll = 0;
  return {
    name,
    base,
    async burst() {
      const { micros, traces } = await process.ask(calls);
      tracesInAll += traces;
      return { cpu: (micros * NANOS_A_MICRO) / calls };
    },
    countSpans: async () => spansOf(promise, tracesInAll, (await lab.spansAt(index)) - spansBefore),
    stop: () => process.stop(),
  };
}
