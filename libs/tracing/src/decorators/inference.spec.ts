import { describe, expect, it } from '@jest/globals';
import { type Observable, of } from 'rxjs';
import { TraceAttributes } from './trace-attributes.js';
import { Traced } from './traced.js';

const byId = (id: string): { 'order.id': string } => ({ 'order.id': id });

/** The services whose types the script `typecheck` checks: a wrong inference fails it. */
class Inferred {
  @Traced({ attributes: (id) => ({ 'order.id': id.trim() }) })
  fewerParameters(id: string, _count: number): string {
    return id;
  }

  @Traced({ attributes: byId, onResult: () => ({ tier: 'gold' }) })
  namedFunction(id: string, _count: number): string {
    return id;
  }

  @Traced('named', { onResult: (result) => ({ length: result.length }) })
  async promise(id: string): Promise<string> {
    return id;
  }

  @Traced({ onResult: (result: string) => ({ length: result.length }) })
  async annotated(id: string, _count: number): Promise<string> {
    return id;
  }

  @Traced({ onResult: (last) => ({ length: last?.length }) })
  observable(id: string): Observable<string> {
    return of(id);
  }

  @Traced({ attributes: (id) => ({ 'order.id': id.toUpperCase() }) })
  generic<T extends string>(id: T): T {
    return id;
  }

  @TraceAttributes((id) => ({ 'order.id': id.trim() }))
  attributes(id: string, _count: number): string {
    return id;
  }

  // @ts-expect-error the parameter is a string
  @Traced({ attributes: (id: number) => ({ 'order.id': id }) })
  wrongParameter(id: string): string {
    return id;
  }

  // @ts-expect-error the promise is of a string
  @Traced({ onResult: (result: number) => ({ length: result }) })
  async wrongResult(id: string): Promise<string> {
    return id;
  }

  // @ts-expect-error an object is no attribute
  @Traced({ attributes: (id) => ({ order: { id } }) })
  wrongAttribute(id: string): string {
    return id;
  }
}

describe('the callbacks of @Traced() and @TraceAttributes()', () => {
  it('have their types from the method', () => {
    expect(new Inferred().generic('o-1')).toBe('o-1');
  });
});
