import { context, trace } from '@opentelemetry/api';
import { Traced } from '#decorators/traced.js';
import { describeMember } from './describe-member.js';
import { Run } from './run.js';
import { type Scenario, filledPositions } from './scenario.js';
import { type ServiceClass, declareService, receiverOf } from './service.js';
import { nameOf } from './values.js';

type Tracing = 'traced' | 'untraced';

/**
 * Runs a scenario with the decorators of tracing, or without them. What is seen of the run is the same
 * for both, but for what tracing does not preserve:
 *
 * - the identity of promises, Observables and generators, and what a promise has under symbols or in
 *   private fields;
 * - the own `then` of a thenable up to its first call, the own `next`, `return` and `throw` of a
 *   generator, the listeners of a stream;
 * - the number of microtasks, and with it the order in which method and caller see what they see;
 * - the depth of the stack, `toString()` and the prototype of functions, such as that of async ones;
 * - that properties of results, thrown values and receivers are read, if they have getters or traps that show it;
 * - the arguments at `@CurrentSpan()`, their number up to there, and Nest's metadata of it;
 * - that a class with `@Traced()` makes inherited methods its own.
 */
export async function perform(scenario: Scenario, tracing: Tracing): Promise<Run> {
  const { key, isStatic } = scenario.member;
  const run = new Run();
  const Service = declareService((receiver, args) => {
    const words = wordsOfArguments(args, filledPositions(scenario), tracing);
    run.seen.method.push(`called on ${nameOf(receiver)} with (${words})`);
    return scenario.outcome.give(run);
  });
  const target = isStatic ? Service : Service.prototype;
  decorateMember(target, key, memberDecorators(scenario, tracing, run));
  if (tracing === 'traced' && scenario.classDecorator === '@Traced()') {
    Reflect.decorate([Traced()], Service);
  }
  run.seen.declared.push(...describeMember(Service, target, key));
  await run.watch(() => inCaller(scenario, () => call(Service, target, scenario, run)));
  return run;
}

function memberDecorators(
  { decorators, parameters }: Scenario,
  tracing: Tracing,
  run: Run,
): MethodDecorator[] {
  if (tracing === 'untraced') {
    return decorators.filter(({ by }) => by === 'application').map((each) => each.decorate(run));
  }
  // As TypeScript does it: those of the parameters come first, and are therefore last.
  return [
    ...decorators.map((each) => each.decorate(run)),
    ...parameters.map(({ decorate, index }): MethodDecorator => {
      return (target, key) => decorate(target, key, index);
    }),
  ];
}

function decorateMember(target: object, key: string | symbol, decorators: MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (!descriptor || decorators.length === 0) return;
  const decorated = Reflect.decorate(decorators, target, key, descriptor);
  Object.defineProperty(target, key, decorated ?? descriptor);
}

/** The scope of the caller's own span. */
export const CALLER = 'caller';

function inCaller({ caller }: Scenario, fn: () => void): void {
  if (caller === 'in no span') return fn();
  const span = trace.getTracer(CALLER).startSpan('caller');
  context.with(trace.setSpan(context.active(), span), fn);
  span.end();
}

function call(Service: ServiceClass, target: object, scenario: Scenario, run: Run): void {
  const { member, outcome } = scenario;
  const descriptor = Object.getOwnPropertyDescriptor(target, member.key) ?? {};
  const method = descriptor[member.part] as (...args: unknown[]) => unknown;
  const receiver = receiverOf(scenario.receiver, Service);
  const args = scenario.args.map(({ value }) => value);
  let result: unknown;
  try {
    result = Reflect.apply(method, receiver, args);
  } catch (error) {
    run.seen.caller.push(`caught ${nameOf(error)}`);
    return;
  }
  run.keep(result);
  outcome.take(result, run);
}

/**
 * Names the arguments of a call. There are as many as it takes to have the current span at each index of `filled`.
 */
function wordsOfArguments(
  args: readonly unknown[],
  filled: readonly number[],
  tracing: Tracing,
): string {
  const words = args.map(nameOf);
  for (const index of filled) {
    if (tracing === 'untraced' || isSpan(args[index])) words[index] = 'the current span';
  }
  // A position that was skipped is `undefined`.
  return Array.from(words, String).join(', ');
}

function isSpan(value: unknown): boolean {
  return typeof (value as { spanContext?: unknown } | undefined)?.spanContext === 'function';
}
