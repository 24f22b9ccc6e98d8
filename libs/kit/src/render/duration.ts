interface DurationUnit {
  readonly name: string;
  readonly nanos: number;
}

const UNITS: readonly DurationUnit[] = [
  { name: 'd', nanos: 86_400e9 },
  { name: 's', nanos: 1e9 },
  { name: 'ms', nanos: 1e6 },
  { name: 'µs', nanos: 1e3 },
];
const NANOSECOND: DurationUnit = { name: 'ns', nanos: 1 };

/** Formats nanoseconds with their unit, as `850 µs`, `7.2 ms`, `1.24 s` or `1.5 d`; 1000 of a unit become 1 of the next. */
export function formatDuration(nanos: bigint): string {
  const { name, nanos: unit } = unitOf(nanos);
  const value = Number(nanos) / unit;
  return `${round(value, name === 's' ? 3 : 2)} ${name}`;
}

/** Returns the largest unit in which `nanos` is at least 1 when rounded. */
export function unitOf(nanos: bigint): DurationUnit {
  return UNITS.find((unit) => Number(nanos) / unit.nanos >= 0.9995) ?? NANOSECOND;
}

function round(value: number, digits: number): number {
  return value < 10 ** digits ? Number(value.toPrecision(digits)) : Math.round(value);
}
