import { isDeepStrictEqual } from 'node:util';
import type { Entry } from './journal.js';
import { observe } from './observe.js';
import type { Program } from './program.js';
import { type CreateProvider, createSdkProvider } from './providers.js';

/**
 * Runs a program with a provider and with that of the SDK.
 *
 * @returns what was seen of each; the same object twice if it is equal, as Jest takes long to find that out
 */
export async function observeBoth(
  program: Program,
  create: CreateProvider,
): Promise<[observed: readonly Entry[], expected: readonly Entry[]]> {
  const expected = await observe(program, createSdkProvider);
  const observed = await observe(program, create);
  return isDeepStrictEqual(observed, expected) ? [expected, expected] : [observed, expected];
}
