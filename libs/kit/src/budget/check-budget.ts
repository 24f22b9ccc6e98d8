import { toNanos } from '../pattern/duration.js';
import type { LimitsBySelector, TraceBudget } from './budget.js';
import { InvalidBudgetError } from './errors.js';

const KEYS = ['total', 'duration', 'selfTime', 'count', 'depth'];

/**
 * Checks that each limit of a budget can be read, and that it has one.
 * @throws {InvalidBudgetError} when it has no limit, an unknown key, or a number of spans that is none.
 * @throws {InvalidDurationError} when a duration cannot be read.
 */
export function checkBudget(budget: TraceBudget): void {
  const keys = Object.keys(budget);
  const unknown = keys.find((key) => !KEYS.includes(key));
  if (unknown !== undefined || keys.length === 0) {
    throw new InvalidBudgetError(
      unknown ?? '',
      `a budget with one or more of ${KEYS.join(', ')}`,
      unknown ?? 'none',
    );
  }
  const { total, duration, selfTime, count, depth } = budget;
  for (const limits of [total, duration, selfTime]) limitsOf(limits).forEach(toNanos);
  for (const limit of limitsOf(count)) requireNumber('count', limit);
  for (const limit of limitsOf(depth)) requireNumber('depth', limit);
}

function limitsOf<Limit extends string | number>(
  limits: Limit | LimitsBySelector<Limit> | undefined,
): Limit[] {
  if (limits === undefined) return [];
  return typeof limits === 'object' ? Object.values(limits) : [limits];
}

function requireNumber(key: string, limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 0) return;
  throw new InvalidBudgetError(key, `${key} to be a number of spans, 0 or more`, String(limit));
}
