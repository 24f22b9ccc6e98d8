/** Why a text is no value of a setting. */
export class Refusal {
  constructor(
    /** What a value has to be. */
    readonly expected: string,
    /** What there was instead, as far as it may be shown. */
    readonly given: string,
  ) {}
}

const HIDDEN = 'a value that is not shown, as it may hold credentials';

/** Refuses `given`, which is shown unless it has an `@`, as what stands before one may be a password. */
export function refuse(expected: string, given: string): Refusal {
  return new Refusal(expected, given.includes('@') ? HIDDEN : `'${given}'`);
}

/** Refuses a URL, which is shown if it is no more than a scheme, a host and a port. */
export function refuseUrl(expected: string, given: string): Refusal {
  return new Refusal(
    expected,
    /^[\w.:+-]*(?:\/\/[\w.:-]*)?\/?$/.test(given) ? `'${given}'` : HIDDEN,
  );
}
