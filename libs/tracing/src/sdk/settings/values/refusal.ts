/** The reason why a text is no value of a setting. */
export class Refusal {
  constructor(
    /** The description of a valid value. */
    readonly expected: string,
    /** The given value in quotes, or a description of it if it may not be shown. */
    readonly given: string,
  ) {}
}

const HIDDEN = 'a value that is not shown, as it may hold credentials';

/** Creates a refusal that shows `given`, unless it has an `@`, as the text before one may be a password. */
export function refuse(expected: string, given: string): Refusal {
  return new Refusal(expected, given.includes('@') ? HIDDEN : `'${given}'`);
}

/** Creates a refusal that shows the URL `given` if it consists only of a scheme, a host and a port. */
export function refuseUrl(expected: string, given: string): Refusal {
  return new Refusal(
    expected,
    /^[\w.:+-]*(?:\/\/[\w.:-]*)?\/?$/.test(given) ? `'${given}'` : HIDDEN,
  );
}
