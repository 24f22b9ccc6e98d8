import type { SpanNode } from '../trace/span-tree.js';
import type { Trace } from '../trace/trace.js';
import type { Contract, Covers } from './contract.js';
import { type Subject, subjectsOf } from './contract-subjects.js';

// Names that hold ids are without number. A report of more than this is read by nobody.
const MAX_CONTRACTS = 10_000;

const SAYS_NOTHING: Covers = () => ({ span: false, error: false });

/** Collects what assertions have said of the traces that tests have seen. */
export class ContractLog {
  readonly #contracts = new Map<string, Contract>();

  /** Every route, span and error path that was seen, in the order in which they were seen first. */
  get contracts(): readonly Contract[] {
    return [...this.#contracts.values()];
  }

  /** Adds a trace that was judged, and what the assertion has said of its spans if it has passed. */
  add({ spans }: Trace, covers: Covers = SAYS_NOTHING): void {
    const told = new Map<string, Contract>();
    for (const span of spans) {
      for (const subject of subjectsOf(span)) {
        const key = keyOf(subject);
        if (told.get(key)?.asserted) continue;
        told.set(key, { ...subject, seen: 1, asserted: says(subject, covers, span) ? 1 : 0 });
      }
    }
    this.merge([...told.values()]);
  }

  /** Adds what another log has collected. */
  merge(contracts: readonly Contract[]): void {
    for (const contract of contracts) {
      const key = keyOf(contract);
      const { seen = 0, asserted = 0 } = this.#contracts.get(key) ?? {};
      if (seen === 0 && this.#contracts.size >= MAX_CONTRACTS) continue;
      this.#contracts.set(key, {
        ...contract,
        seen: seen + contract.seen,
        asserted: asserted + contract.asserted,
      });
    }
  }

  clear(): void {
    this.#contracts.clear();
  }
}

function says({ kind }: Subject, covers: Covers, span: SpanNode): boolean {
  const coverage = covers(span);
  return kind === 'error' ? coverage.error : coverage.span;
}

function keyOf({ kind, service, name }: Subject): string {
  return JSON.stringify([kind, service, name]);
}
