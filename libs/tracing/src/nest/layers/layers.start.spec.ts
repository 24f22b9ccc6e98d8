import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type DynamicModule,
  Get,
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Provider,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { SpanRecorder } from '../../../test/span-recorder.js';
import { recordStderrLines } from '../../../test/stderr-lines.js';
import { Traced } from '#decorators/traced.js';
import { TracingModule } from '#nest/tracing.module.js';

const recorder = new SpanRecorder();
const lines = recordStderrLines();
beforeEach(() => recorder.reset());

const all = { include: [/(?:)/] };
const ALL = {
  controllers: all,
  handlers: all,
  guards: all,
  pipes: all,
  interceptors: all,
  filters: all,
  middleware: all,
  providers: all,
};

function refuse(): never {
  throw new Error('not for others to look at');
}

/** Returns a Proxy that throws when its own properties are examined. */
function shy<T extends object>(object: T): T {
  return new Proxy(object, { getOwnPropertyDescriptor: refuse, ownKeys: refuse });
}

class ReadGuard {
  canActivate(): boolean {
    return true;
  }
}
class ShyGuard extends ReadGuard {}

class FrozenGuard extends ReadGuard {
  override canActivate(): boolean {
    return true;
  }
}
Object.freeze(FrozenGuard.prototype);

class FrozenBelowGuard extends ReadGuard {}
Object.freeze(FrozenBelowGuard.prototype);

@Traced()
class Decorated {
  find(): void {}
}
class FrozenSubclass extends Decorated {
  override find(): void {}
}
Object.freeze(FrozenSubclass.prototype);

class NamedByMethod {}
Object.defineProperty(NamedByMethod, 'name', { value: () => 'static' });

class Throwing {
  static get config(): never {
    return refuse();
  }

  constructor() {
    Object.defineProperty(this, 'lazy', { get: refuse });
  }

  get eager(): never {
    return refuse();
  }

  [Symbol('work')](): void {}
}

class Empty {}
class ShyValue {}

class WithoutPrototype {
  constructor() {
    Object.setPrototypeOf(this, null);
  }
}

class WithoutConstructor {
  constructor() {
    Object.assign(this, { constructor: null });
  }
}

abstract class Port {
  abstract send(): void;
}
class Adapter extends Port {
  send(): void {}
}

const values: unknown[] = [
  undefined,
  null,
  0,
  'text',
  Symbol('value'),
  Empty,
  () => 1,
  [],
  new Map(),
  shy(new ShyValue()),
  Object.freeze({ work: () => 1 }),
  Object.assign(Object.create(null), { work: () => 1 }),
  { constructor: 'text' },
];

type Guard = CanActivate | (new () => CanActivate);

interface Odd {
  readonly guard?: Guard;
  readonly providers?: Provider[];
  /** The line on standard error that says what is not traced, and why. */
  readonly leftOut?: readonly string[];
}

const NOT_CONFIGURABLE = 'which is not configurable: mark it with @NoTrace().';

const odd: Readonly<Record<string, Odd>> = {
  'a guard whose prototype is frozen': {
    guard: FrozenGuard,
    leftOut: [`TracingModule cannot trace FrozenGuard.canActivate, ${NOT_CONFIGURABLE}`],
  },
  'a guard whose frozen prototype inherits its method': {
    guard: FrozenBelowGuard,
    leftOut: [`TracingModule cannot trace FrozenBelowGuard.canActivate, ${NOT_CONFIGURABLE}`],
  },
  'a guard that answers `get` alone': {
    guard: shy(new ShyGuard()),
    leftOut: [
      'TracingModule cannot trace ShyGuard, which threw an error when it was examined: Error: not for others to look at.',
    ],
  },
  'a frozen subclass of a decorated class': {
    providers: [FrozenSubclass],
    leftOut: [`TracingModule cannot trace FrozenSubclass.find, ${NOT_CONFIGURABLE}`],
  },
  'a class whose `name` is a method': { providers: [NamedByMethod] },
  'a class whose getters throw': { providers: [Throwing] },
  'a class without methods': { providers: [Empty] },
  'an instance without a prototype': { providers: [WithoutPrototype] },
  'an instance without a constructor': { providers: [WithoutConstructor] },
  'an abstract class': { providers: [{ provide: Port, useClass: Adapter }] },
  'values of every kind': {
    providers: values.map((useValue, index) => ({ provide: Symbol(index), useValue })),
    leftOut: [
      'TracingModule cannot trace ShyValue, which threw an error when it was examined: Error: not for others to look at.',
    ],
  },
};

/** Returns the answer of an application with these providers, or the error with which it fails to start. */
async function answer(
  { guard = ReadGuard, providers = [] }: Odd,
  tracing: readonly DynamicModule[],
): Promise<string> {
  @Injectable()
  class Middleware {
    use = (_request: unknown, _response: unknown, next: () => void): void => next();
  }
  @UseGuards(guard)
  @Controller()
  class OddController {
    @Get()
    get(): string {
      return 'served';
    }
  }
  @Module({ imports: [...tracing], providers, controllers: [OddController] })
  class OddModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(Middleware).forRoutes('{*path}');
    }
  }
  const app = await NestFactory.create(OddModule, { logger: false, abortOnError: false });
  try {
    await app.listen(0, '127.0.0.1');
    return await (await fetch(await app.getUrl())).text();
  } finally {
    await app.close();
  }
}

describe('TracingModule', () => {
  it.each(Object.keys(odd))('starts an application that starts without it: %s', async (what) => {
    const { [what]: one = {} } = odd;
    expect(await answer(one, [])).toBe('served');
    expect(await answer(one, [TracingModule.forRoot({ layers: ALL })])).toBe('served');
    expect(lines).toEqual((one.leftOut ?? []).map((line) => `[@traced/nest] ${line}`));
  });
});
