import type { TracerProviderOptions } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { anyProviderOptions } from './provider-options.js';
import { SpanCall, anySpanCall } from './span-calls.js';
import { anyStart } from './starts.js';
import {
  CallSpan,
  ChangeShared,
  PassTime,
  StartActiveSpan,
  StartSpan,
  type Step,
} from './steps.js';
import { SLOTS, type Shared, type Slot, type Written } from './written.js';

/** More than the limits that a provider has by default. */
const MANY = 130;

/** A program of operations on spans, which any tracer provider can run. */
export interface Program {
  readonly options: Written<TracerProviderOptions>;
  readonly steps: readonly Step[];
  /** The steps that follow after the provider was flushed and shut down. */
  readonly epilogue: readonly Step[];
}

/** Generates programs. A counterexample is printed as the program that it is. */
export function anyProgram(): fc.Arbitrary<Program> {
  const { step } = fc.letrec<{ step: Step }>((tie) => ({ step: anyStep(tie('step')) }));
  const parts = fc.record({
    options: anyProviderOptions(),
    first: anyStart(fc.constant('a')),
    steps: fc.array(step, { maxLength: 30, size: 'max' }),
    ended: fc.subarray([...SLOTS, ...SLOTS]),
    epilogue: fc.oneof(
      { withCrossShrink: true },
      fc.constant([]),
      fc.array(step, { maxLength: 4 }),
    ),
  });
  return parts.map(({ options, first, steps, ended, epilogue }) => {
    const all = [new StartSpan(first), ...steps, ...ended.map(endOf)];
    const program = { options, steps: all, epilogue };
    return { ...program, [fc.toStringMethod]: () => print(program) };
  });
}

function print({ options, steps, epilogue }: Program): string {
  return [
    '',
    `provider = new TracerProvider(${options.source});`,
    ...linesOf(steps),
    'await provider.forceFlush();',
    'await provider.shutdown();',
    ...linesOf(epilogue),
    '',
  ].join('\n');
}

function linesOf(steps: readonly Step[]): string[] {
  return steps.flatMap(({ lines }) => lines);
}

function anyStep(step: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  const slot = fc.constantFrom(...SLOTS);
  const call = fc.tuple(slot, anySpanCall());
  const pass = fc.constantFrom(0.25, 1, 1.5, 2_000);
  return fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 24, arbitrary: call.map(([on, made]) => new CallSpan(on, made)) },
    { weight: 1, arbitrary: call.map(([on, made]) => new CallSpan(on, made, MANY)) },
    { weight: 4, arbitrary: anyStart(slot).map((start) => new StartSpan(start)) },
    { weight: 2, arbitrary: pass.map((millis) => new PassTime(millis)) },
    { weight: 2, arbitrary: fc.constantFrom(...CHANGES).map((change) => new ChangeShared(change)) },
    { weight: 4, arbitrary: anyActive(slot, step) },
  );
}

/** Changes of values that an application may make after it has passed them. */
const CHANGES: readonly ((shared: Shared) => unknown)[] = [
  (shared) => (shared.attributes['a'] = 'changed'),
  (shared) => (shared.attributes['added'] = true),
  (shared) => delete shared.attributes['b'],
  (shared) => shared.list.push('added'),
  (shared) => (shared.list[0] = 'changed'),
  (shared) => shared.links.pop(),
];

function anyActive(slot: fc.Arbitrary<Slot>, step: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  const parts = fc.record({
    start: anyStart(slot),
    body: fc.array(step, { maxLength: 5 }),
    ends: fc.boolean(),
    throws: fc.constantFrom(false, false, false, true),
  });
  return parts.map(({ start, body, ends, throws }) => {
    const end = ends ? [endOf(start.slot)] : [];
    return new StartActiveSpan(start, [...body, ...end], throws);
  });
}

function endOf(slot: Slot): Step {
  return new CallSpan(slot, new SpanCall('end', []));
}
