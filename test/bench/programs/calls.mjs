/*
 * Calls a method that the variable DECORATOR says how to decorate, below a span as it is in a request. Each question is the
 * number of calls; they are answered once all spans are exported.
 */
import { trace } from '@opentelemetry/api';
import { CALLS_A_TRACE } from '../calls/calls-a-trace.mjs';
import { DECORATORS } from '../calls/decorators.mjs';
import { decorateMethod } from '../parts/decorate-method.mjs';
import { answerParent } from '../parts/fork-service.mjs';
import { readUsage } from './usage.mjs';

class Basket {
  cents = 0;
  add(cents) {
    this.cents += cents;
  }
}
const decorator = await DECORATORS[process.env.DECORATOR]();
if (decorator) decorateMethod(Basket, 'add', decorator);

const basket = new Basket();
const tracer = trace.getTracer('calls');
const flush = await findFlush();

answerParent('ready', async (calls) => {
  const before = readUsage();
  let traces = 0;
  for (; traces * CALLS_A_TRACE < calls; traces++) {
    callInTrace();
    await flush?.();
  }
  return { micros: readUsage().cpuMicros - before.cpuMicros, traces };
});

function callInTrace() {
  tracer.startActiveSpan('request', (span) => {
    callMany();
    span.end();
  });
}

/** A function of its own, so that V8 optimises it as it does what a service calls often. */
function callMany() {
  for (let cents = 0; cents < CALLS_A_TRACE; cents++) basket.add(cents);
}

/** Returns what exports every span now; undefined where nothing is recorded. */
async function findFlush() {
  if (process.env.MODE !== 'recorded') return undefined;
  if (process.env.DECORATOR === '@Traced') {
    const { startTracing } = await import('@traced/nest/sdk');
    return () => startTracing().forceFlush();
  }
  const provider = trace.getTracerProvider().getDelegate();
  return () => provider.forceFlush();
}
