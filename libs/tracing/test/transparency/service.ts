import type * as fc from 'fast-check';
import { anyImmediate, anyOutcome, anyPromise } from './outcomes/any-outcome.js';
import { anyGenerator } from './outcomes/generator.js';
import type { Outcome } from './outcomes/outcome.js';
import { hasIdentity, named, revoked, throwingTraps, withThrowingProperty } from './values.js';

/** The implementation behind every member of a service. */
type Body = (receiver: unknown, args: readonly unknown[]) => unknown;

export type ServiceClass = ReturnType<typeof declareService>;

const SYMBOL = Symbol('member');

/** Returns a class with every kind of member. Decorators change it, so that each run has its own. */
export function declareService(body: Body) {
  class Service {
    static fixed(_first?: unknown, ..._rest: unknown[]): unknown {
      return body(this, [...arguments]);
    }

    plain(_first: unknown, _second = 2, _third?: unknown): unknown {
      return body(this, [...arguments]);
    }

    [SYMBOL](_first: unknown, _second: unknown): unknown {
      return body(this, [...arguments]);
    }

    get state(): unknown {
      return body(this, [...arguments]);
    }

    set state(_value: unknown) {
      body(this, [...arguments]);
    }

    async later(_first: unknown, _second: unknown): Promise<unknown> {
      return body(this, [...arguments]);
    }

    *steps(_first: unknown): Generator {
      return yield* body(this, [...arguments]) as Generator;
    }

    async *asyncSteps(_first: unknown): AsyncGenerator {
      return yield* body(this, [...arguments]) as AsyncGenerator;
    }
  }
  return Service;
}

export interface Member {
  readonly words: string;
  readonly key: string | symbol;
  readonly part: 'value' | 'get' | 'set';
  readonly isStatic: boolean;
  /** The outcomes that it can have. The work of a generator waits for `next()`. */
  readonly outcome: fc.Arbitrary<Outcome>;
}

const method = { part: 'value', isStatic: false, outcome: anyOutcome() } as const;
const state = { ...method, key: 'state' };

export const members: readonly Member[] = [
  { ...method, key: 'plain', words: 'a method' },
  { ...method, key: 'fixed', words: 'a static method', isStatic: true },
  { ...method, key: SYMBOL, words: 'a method with a symbol for its name' },
  { ...state, part: 'get', words: 'a getter' },
  { ...state, part: 'set', words: 'a setter', outcome: anyImmediate() },
  { ...method, key: 'later', words: 'an async method', outcome: anyPromise() },
  { ...method, key: 'steps', words: 'a generator method', outcome: anyGenerator(['a generator']) },
  {
    ...method,
    key: 'asyncSteps',
    words: 'an async generator method',
    outcome: anyGenerator(['an async generator']),
  },
];

/** The receivers on which a member is called. */
export const receivers: Readonly<Record<string, (Service: ServiceClass) => unknown>> = {
  'an instance': (Service) => new Service(),
  'a frozen instance': (Service) => Object.freeze(new Service()),
  'an instance of a subclass': (Service) => new (class Special extends Service {})(),
  'an instance of a subclass without a name': (Service) => new (class extends Service {})(),
  'an instance of a subclass whose name throws': (Service) =>
    new (withThrowingProperty(class extends Service {}, 'name'))(),
  'an instance whose constructor throws': (Service) =>
    withThrowingProperty(new Service(), 'constructor'),
  'the class': (Service) => Service,
  'a subclass': (Service) => class Special extends Service {},
  undefined: () => undefined,
  null: () => null,
  'a number': () => 7,
  'a text': () => 'text',
  'an object of no class': () => Object.create(null) as unknown,
  'a Proxy whose traps throw': (Service) => new Proxy(new Service(), throwingTraps),
  'a revoked Proxy': (Service) => revoked(new Service()),
};

export function receiverOf(name: string, Service: ServiceClass): unknown {
  const receiver = receivers[name]?.(Service);
  return hasIdentity(receiver) ? named(name, receiver) : receiver;
}
