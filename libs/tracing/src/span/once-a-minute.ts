const INTERVAL_MILLIS = 60_000;

/** The key of the line that all texts share beyond those that have a limit of their own. */
const OTHERS = '';

interface Line {
  silentUntil: number;
  suppressed: number;
}

/**
 * Limits lines to one a minute for each of the first `maxTexts` texts, and to one for all others
 * together.
 */
export class OnceAMinute {
  readonly #lines = new Map<string, Line>();
  readonly #maxTexts: number;

  constructor(maxTexts: number) {
    this.#maxTexts = maxTexts;
  }

  /**
   * Admits or suppresses `text`. Returns how often it was suppressed since it was last admitted;
   * `undefined` if it is suppressed now.
   */
  admit(text: string): number | undefined {
    const hasOwnLine = this.#lines.has(text) || this.#lines.size < this.#maxTexts;
    const line = this.#lineOf(hasOwnLine ? text : OTHERS);
    const now = performance.now();
    if (now < line.silentUntil) {
      line.suppressed++;
      return undefined;
    }
    const { suppressed } = line;
    line.silentUntil = now + INTERVAL_MILLIS;
    line.suppressed = 0;
    return suppressed;
  }

  #lineOf(text: string): Line {
    const line = this.#lines.get(text) ?? { silentUntil: -Infinity, suppressed: 0 };
    this.#lines.set(text, line);
    return line;
  }
}
