/** A source of random numbers that a seed repeats. */
export type Random = (below: number) => number;

/** Makes a source of random numbers, by the generator that is known as mulberry32. */
export function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Picks one of these. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random(items.length)];
  if (item === undefined) throw new Error('Expected something to pick from.');
  return item;
}

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (bytes) => bytes,
  flipBits,
  (bytes, random) => setByte(bytes, random, pick(random, [0, 1, 0x7f, 0x80, 0xff])),
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => cut(bytes, random),
  (bytes, random) => splice(bytes, random, garbage(random)),
  (bytes, random) => splice(bytes, random, slice(bytes, random)),
  (bytes) => Buffer.concat([bytes, bytes]),
  (_, random) => garbage(random),
];

/** Changes bytes in up to four ways, one after the other. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let times = random(5); times > 0; times--) {
    if (mutated.length === 0) break;
    mutated = pick(random, MUTATIONS)(mutated, random);
  }
  return mutated;
}

function flipBits(bytes: Buffer, random: Random): Buffer {
  const index = random(bytes.length);
  return setAt(bytes, index, (bytes[index] ?? 0) ^ (1 << random(8)));
}

function setByte(bytes: Buffer, random: Random, value: number): Buffer {
  return setAt(bytes, random(bytes.length), value);
}

function setAt(bytes: Buffer, index: number, value: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[index] = value;
  return changed;
}

function cut(bytes: Buffer, random: Random): Buffer {
  const start = random(bytes.length);
  const end = start + random(bytes.length - start);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function splice(bytes: Buffer, random: Random, inserted: Buffer): Buffer {
  const index = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, index), inserted, bytes.subarray(index)]);
}

function slice(bytes: Buffer, random: Random): Buffer {
  const start = random(bytes.length);
  return bytes.subarray(start, start + random(200));
}

function garbage(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random(64) }, () => random(256)));
}
