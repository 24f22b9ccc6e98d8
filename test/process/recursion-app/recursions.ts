import { trace } from '@opentelemetry/api';
import { Traced, traced } from '@traced/nest';
import { Observable } from 'rxjs';

type AnyFunction = (...args: never[]) => unknown;

/** Makes spans of the calls of a function, or leaves it as it is. */
export interface Tracing {
  fn<F extends AnyFunction>(fn: F): F;
  class<C extends abstract new () => unknown>(target: C): C;
}

export const UNTRACED: Tracing = { fn: (fn) => fn, class: (target) => target };

export const TRACED: Tracing = {
  fn: (fn) => traced('walk', fn),
  class(target) {
    Traced()(target);
    return target;
  },
};

/** How deep something has gone that calls itself without end, and what its caller saw. */
export interface Reach {
  readonly depth: number;
  readonly outcome: string;
}

/** One way to call itself. `deeper` counts a level. */
type Recursion = (tracing: Tracing, deeper: () => void) => unknown;

export const recursions: Readonly<Record<string, Recursion>> = {
  'a function': ({ fn }, deeper) => {
    const walk = fn((): number => {
      deeper();
      return walk() + 1;
    });
    return walk();
  },

  'a function that catches': ({ fn }, deeper) => {
    let levels = 0;
    const walk = fn((): number => {
      deeper();
      levels += 1;
      try {
        return walk() + 1;
      } catch {
        return 1;
      }
    });
    // One that fails after it has run would not be counted.
    return walk() === levels;
  },

  'a function that looks for its span': ({ fn }, deeper) => {
    const walk = fn((): number => {
      deeper();
      trace.getActiveSpan()?.setAttribute('seen', true);
      return walk() + 1;
    });
    return walk();
  },

  'a method of a class': (tracing, deeper) => {
    class Walker {
      walk(): number {
        deeper();
        return this.walk() + 1;
      }
    }
    const walker = new (tracing.class(Walker))();
    return walker.walk();
  },

  'an async function': ({ fn }, deeper) => {
    const walk = fn(async (): Promise<number> => {
      deeper();
      return (await walk()) + 1;
    });
    return walk();
  },

  'an async function that catches': async ({ fn }, deeper) => {
    let levels = 0;
    const walk = fn(async (): Promise<number> => {
      deeper();
      levels += 1;
      try {
        return (await walk()) + 1;
      } catch {
        return 1;
      }
    });
    return (await walk()) === levels;
  },

  'a generator': ({ fn }, deeper) => {
    const walk = fn(function* (): Generator<number> {
      deeper();
      yield* walk();
    });
    return [...walk()];
  },

  'an Observable': ({ fn }, deeper) => {
    const walk = fn(
      (): Observable<number> =>
        new Observable((subscriber) => {
          deeper();
          return walk().subscribe(subscriber);
        }),
    );
    return new Promise((resolve, reject) => {
      walk().subscribe({ complete: () => resolve('complete'), error: reject });
      // Where its stack ends, RxJS may pass over an error.
      setImmediate(reject, new RangeError('Maximum call stack size exceeded'));
    });
  },
};

export async function reachOf(recursion: Recursion, tracing: Tracing): Promise<Reach> {
  let depth = 0;
  const deeper = (): void => void (depth += 1);
  try {
    const result = await recursion(tracing, deeper);
    return { depth, outcome: String(result) };
  } catch (error) {
    return { depth, outcome: String(error) };
  }
}
