import { describe, expect, it } from '@jest/globals';
import { TracingError } from '#errors.js';
import { CurrentSpan } from '#decorators/current-span.js';
import { NoTrace } from '#decorators/no-trace.js';
import { SpanAttribute } from '#decorators/span-attribute.js';
import { TraceAttributes } from '#decorators/trace-attributes.js';
import { traced } from '#decorators/traced-function.js';
import { Traced } from '#decorators/traced.js';

class Broken {
  method(): void {}
}

const { prototype } = Broken;
const method = (): PropertyDescriptor => ({ value: () => undefined, configurable: true });

/** Applies a decorator where TypeScript would not let it stand. */
function decorate(decorator: unknown, ...place: unknown[]): void {
  (decorator as (...place: unknown[]) => void)(...place);
}

function bothOnClass(): void {
  class Both {}
  decorate(NoTrace(), Both);
  decorate(Traced(), Both);
}

function notConfigurable(): void {
  class Sealed {}
  Object.defineProperty(Sealed.prototype, 'method', { value: () => undefined });
  decorate(Traced(), Sealed);
}

const mistakes: [where: string, mistake: () => void, message: string][] = [
  [
    '@Traced() on a property',
    () => decorate(Traced(), prototype, 'total', undefined),
    "@Traced() cannot trace Broken.total, which is neither method nor accessor: make it a method, or wrap its function with traced('name', fn).",
  ],
  [
    '@Traced() on a parameter',
    () => decorate(Traced(), prototype, 'method', 0),
    "@Traced() cannot trace Broken.method, which is neither method nor accessor: make it a method, or wrap its function with traced('name', fn).",
  ],
  [
    '@Traced() with a name on a class',
    () => decorate(Traced('billing'), Broken),
    '@Traced() cannot trace Broken, which is a class and cannot have the name of one span: name its methods instead.',
  ],
  [
    '@Traced() as a standard decorator',
    () => decorate(Traced(), prototype.method, { kind: 'method', name: 'method' }),
    '@Traced() cannot trace method, which has standard decorators: set the option `experimentalDecorators` of TypeScript.',
  ],
  [
    '@Traced() above @NoTrace() on a class',
    bothOnClass,
    '@Traced() cannot trace Both, which has @NoTrace() as well: remove one of them.',
  ],
  [
    '@NoTrace() above @Traced() on a method',
    () => {
      decorate(Traced(), prototype, 'one', method());
      decorate(NoTrace(), prototype, 'one', method());
    },
    '@Traced() cannot trace Broken.one, which has @NoTrace() as well: remove one of them.',
  ],
  [
    '@Traced() above @NoTrace() on a method',
    () => {
      decorate(NoTrace(), prototype, 'two', method());
      decorate(Traced(), prototype, 'two', method());
    },
    '@Traced() cannot trace Broken.two, which has @NoTrace() as well: remove one of them.',
  ],
  [
    '@Traced() on a class whose method cannot be replaced',
    notConfigurable,
    '@Traced() cannot trace Sealed.method, which is not configurable: mark it with @NoTrace().',
  ],
  [
    '@NoTrace() on a property',
    () => decorate(NoTrace(), prototype, 'total', undefined),
    '@NoTrace() cannot trace Broken.total, which is neither method nor accessor: remove the decorator.',
  ],
  [
    '@TraceAttributes() on an accessor',
    () => decorate(TraceAttributes(), prototype, 'total', { get: () => 1 }),
    '@TraceAttributes() cannot trace Broken.total, which is no method: put it on a method.',
  ],
  [
    '@SpanAttribute() in a constructor',
    () => decorate(SpanAttribute('order.id'), Broken, undefined, 0),
    "@SpanAttribute('order.id') cannot trace Broken, whose constructor has no span: put it on a parameter of a traced method.",
  ],
  [
    '@CurrentSpan() in a constructor',
    () => decorate(CurrentSpan(), Broken, undefined, 0),
    '@CurrentSpan() cannot trace Broken, whose constructor has no span: put it on a parameter of a traced method.',
  ],
  [
    'traced() of a class',
    () => void traced('price', Broken as never),
    'traced() cannot trace price, which is no function: pass the function to call.',
  ],
];

describe('a decorator on something that cannot be traced', () => {
  it.each(mistakes)('stops the start: %s', (_where, mistake, message) => {
    let error: unknown;
    try {
      mistake();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TracingError);
    expect(error).toMatchObject({ code: 'TRACING_NOT_TRACEABLE', message });
  });
});
