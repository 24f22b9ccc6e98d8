import { isDeepStrictEqual } from 'node:util';
import type { Entry } from './journal.js';
import { observe } from './observe.js';
import type { Program } from './program.js';
import { type CreateProvider, createSdkProvider } from './providers.js';

/**
 * Runs a program with a provider and with that of the SDK. A provider has to warn where the SDK does, but may warn of more.
 *
 * @param known what was seen of the provider of the SDK, if the program was run before
 * @returns what was seen of each; the same object twice if it is equal, as Jest takes long to find that out
 */
export async function observeBoth(
  program: Program,
  create: CreateProvider,
  known?: readonly Entry[],
): Promise<[observed: readonly Entry[], expected: readonly Entry[]]> {
  const expected = known ?? (await observe(program, createSdkProvider));
  const all = await observe(program, create);
  const observed = all.map((entry, index) => withoutSurplus(entry, expected[index]));
  return isDeepStrictEqual(observed, expected) ? [expected, expected] : [observed, expected];
}

/** Forgets a warning that the SDK does not give. */
function withoutSurplus({ what, view }: Entry, expected: Entry | undefined): Entry {
  const isSurplus = view['warned'] === true && expected?.view['warned'] === false;
  return isSurplus ? { what, view: { ...view, warned: false } } : { what, view };
}
