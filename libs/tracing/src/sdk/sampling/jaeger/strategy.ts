import { isRatio } from '#sdk/settings/values/ratio.js';

/** The number of operations with a decision of their own, which is that of other clients of Jaeger. */
export const MAX_OPERATIONS = 2_000;
const MAX_NAME_LENGTH = 1_000;

/** The strategy by which Jaeger wants a service sampled. */
export interface Strategy {
  /** The decision for all operations that `operations` does not name. */
  readonly others: { readonly ratio: number } | { readonly perSecond: number };
  /** The number of traces a second that are sampled at least of each operation with a ratio. */
  readonly atLeastPerSecond: number;
  /** The ratios by the names of operations, such as `POST /orders`. */
  readonly operations: readonly (readonly [name: string, ratio: number])[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Parses the answer of a Jaeger server, in which a value of zero may be missing, and the type may be a
 * name or a number.
 *
 * @throws {Error} if the text is no such answer
 * @see https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v2/sampling.proto
 */
export function parseStrategy(text: string): Strategy {
  const answer = fieldsOf(JSON.parse(text), 'The answer');
  const operations = optionalFields(answer, 'operationSampling');
  return {
    others: parseOthers(answer, operations),
    atLeastPerSecond: rateOf(operations, 'defaultLowerBoundTracesPerSecond'),
    operations: parseOperations(operations?.['perOperationStrategies']),
  };
}

/**
 * Parses the decision for operations without a name in the strategy. Jaeger adds the operations of its
 * default strategy, with a default probability, to a strategy that limits the rate: the probability
 * then does not apply.
 */
function parseOthers(answer: Fields, operations: Fields | undefined): Strategy['others'] {
  const probabilistic = optionalFields(answer, 'probabilisticSampling');
  const rateLimiting = optionalFields(answer, 'rateLimitingSampling');
  if (isRateLimiting(answer['strategyType'], !probabilistic && rateLimiting !== undefined)) {
    return {
      perSecond: rateOf(fieldsOf(rateLimiting, 'rateLimitingSampling'), 'maxTracesPerSecond'),
    };
  }
  if (operations) return { ratio: ratioOf(operations, 'defaultSamplingProbability') };
  return { ratio: ratioOf(fieldsOf(probabilistic, 'probabilisticSampling'), 'samplingRate') };
}

function isRateLimiting(type: unknown, byDefault: boolean): boolean {
  switch (type) {
    case undefined:
      return byDefault;
    case 'PROBABILISTIC':
    case 0:
      return false;
    case 'RATE_LIMITING':
    case 1:
      return true;
    default:
      throw new TypeError('strategyType is no known type.');
  }
}

function parseOperations(list: unknown): Strategy['operations'] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new TypeError('perOperationStrategies is no list.');
  return list.slice(0, MAX_OPERATIONS).map((entry: unknown) => {
    const { operation, probabilisticSampling } = fieldsOf(entry, 'An operation');
    if (typeof operation !== 'string' || operation.length > MAX_NAME_LENGTH) {
      throw new TypeError(`An operation has no name of at most ${MAX_NAME_LENGTH} characters.`);
    }
    const sampling = fieldsOf(probabilisticSampling, 'probabilisticSampling');
    return [operation, ratioOf(sampling, 'samplingRate')];
  });
}

function optionalFields(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return value === undefined || value === null ? undefined : fieldsOf(value, name);
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null) return value as Fields;
  throw new TypeError(`${name} is no object.`);
}

function ratioOf(fields: Fields, name: string): number {
  const ratio = fields[name] ?? 0;
  if (isRatio(ratio)) return ratio;
  throw new TypeError(`${name} is no ratio from 0 to 1.`);
}

function rateOf(fields: Fields | undefined, name: string): number {
  const rate = fields?.[name] ?? 0;
  if (typeof rate === 'number' && rate >= 0 && Number.isFinite(rate)) return rate;
  throw new TypeError(`${name} is no rate.`);
}
