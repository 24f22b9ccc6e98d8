import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanRecorder } from '../../test/span-recorder.js';
import { traced } from './traced-function.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

function add(this: { readonly base: number } | void, a: number, b: number): number {
  return (this?.base ?? 0) + a + b;
}

describe('traced()', () => {
  it('runs the function in a span, with its receiver and arguments', () => {
    const addTraced = traced('add up', add);
    expect(addTraced.call({ base: 10 }, 1, 2)).toBe(13);
    expect(recorder.span('add up').attributes).toEqual({ 'code.function.name': 'add' });
  });

  it('gives a function that looks the same', () => {
    const labelled = Object.assign(add.bind(undefined), { label: 'sum' });
    const same = traced('add up', labelled);
    expect([same.name, same.length, same.label]).toEqual([labelled.name, 2, 'sum']);
  });

  it('takes attributes from arguments and from the result', async () => {
    const load = traced('load', async (id: string) => `order ${id}`, {
      attributes: (id) => ({ 'order.id': id }),
      onResult: (order) => ({ 'order.text': order }),
    });
    await load('o-1');
    expect(recorder.span('load').attributes).toMatchObject({
      'order.id': 'o-1',
      'order.text': 'order o-1',
    });
  });
});
