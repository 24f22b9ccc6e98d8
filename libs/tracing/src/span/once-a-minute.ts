const INTERVAL_MILLIS = 60_000;

/** Stands for all texts beyond those that are told apart. */
const OTHERS = '';

interface Line {
  silentUntil: number;
  suppressed: number;
}

/** A limit of one line a minute for each of so many texts, and of one for all others together. */
export class OnceAMinute {
  private readonly lines = new Map<string, Line>();

  constructor(private readonly maxTexts: number) {}

  /** How often `text` was suppressed since it was admitted last, if it is now; `undefined` if it is suppressed. */
  admit(text: string): number | undefined {
    const isToldApart = this.lines.has(text) || this.lines.size < this.maxTexts;
    const line = this.lineOf(isToldApart ? text : OTHERS);
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

  private lineOf(text: string): Line {
    const line = this.lines.get(text) ?? { silentUntil: -Infinity, suppressed: 0 };
    this.lines.set(text, line);
    return line;
  }
}
