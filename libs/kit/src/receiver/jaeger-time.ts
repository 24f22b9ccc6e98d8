const NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Reads a duration as Go writes it, such as `1m2.5s`, in nanoseconds; `undefined` when it is none. */
export function parseDuration(text: string): bigint | undefined {
  if (!/^(\d+(\.\d*)?(ns|us|µs|μs|ms|s|m|h))+$/.test(text) && text !== '0') return undefined;
  const parts = text.matchAll(/([\d.]+)(\D+)/g);
  const nanos = Array.from(
    parts,
    ([, count = '', unit = '']) => Number(count) * (NANOS[unit] ?? 0),
  );
  return BigInt(Math.round(nanos.reduce((sum, part) => sum + part, 0)));
}

/** Reads a time as RFC 3339 writes it, in nanoseconds since the Unix epoch; `undefined` when it is none. */
export function parseTime(text: string): bigint | undefined {
  const [, seconds, fraction = '', zone] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/i.exec(text) ?? [];
  const millis = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(millis)) return undefined;
  return BigInt(millis) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
