import {
  JaegerSource,
  OtlpReceiver,
  type PendingTrace,
  type Trace,
  containing,
  many,
  optional,
  renderWaterfall,
  span,
} from '@traced/kit';
import { expect } from '#runner';

declare const trace: Trace;
declare const pending: PendingTrace;

/** Mistakes that the compiler has to name. It runs never: where one of them compiled, this file would not. */
export function mistakes(): unknown[] {
  return [
    // @ts-expect-error a misspelt option
    span('a', { sevice: 'orders' }),
    // @ts-expect-error a misspelt kind
    span('a', { kind: 'SEVER' }),
    // @ts-expect-error a misspelt status
    span('a', { status: 'FAILED' }),
    // @ts-expect-error a value that no attribute can have
    span('a', { attributes: { x: new Date() } }),
    // @ts-expect-error a function
    span('a', { attributes: { x: () => true } }),
    // @ts-expect-error a child that is not in a list
    span('a', { children: span('b') }),
    // @ts-expect-error a list in containing()
    span('a', { children: containing([span('b')]) }),
    // @ts-expect-error an optional optional
    span('a', { children: [optional(optional(span('b')))] }),
    // @ts-expect-error containing() in a list
    span('a', { children: [containing(span('b'))] }),
    // @ts-expect-error a misspelt bound
    many(span('a'), { minimum: 3 }),
    // @ts-expect-error a pattern that is written by hand
    expect(trace).toMatchTrace({ name: 'x', childern: [] }),
    // @ts-expect-error a misspelt option of waiting
    expect(pending).toMatchTrace(span('x'), { timeout: 3 }),
    // @ts-expect-error a count that is text
    expect(trace).toHaveSpanCount('3'),
    // @ts-expect-error what is no trace
    expect('no trace').toMatchTrace(span('x')),
    // @ts-expect-error a misspelt option of the receiver
    OtlpReceiver.start({ prot: 4317 }),
    // @ts-expect-error a misspelt option of the drawing
    renderWaterfall(trace, { colour: true }),
    // @ts-expect-error a misspelt field of an event
    span('a', { events: [{ nmae: 'x' }] }),
    // @ts-expect-error a field that no pattern has
    span('a', { statusCode: 'OK' }),
    // @ts-expect-error children that are text
    span('a', { children: 'x' }),
    // @ts-expect-error a source without an address
    new JaegerSource(),
  ];
}

/** What an assertion returns: nothing about a trace, and a promise about one that is arriving. */
export function returned(): [void, Promise<void>, Promise<void>] {
  return [
    expect(trace).toMatchTrace(span('a')),
    expect(pending).toMatchTrace(span('a')),
    expect(pending).not.toContainSpan(span('a')),
  ];
}
