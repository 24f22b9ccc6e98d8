import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Functions that colour the parts of a waterfall. */
export interface Palette {
  service(name: string, text: string): string;
  error(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

// Red is left out: it marks errors.
const SERVICE_STYLES: readonly Style[] = [
  'cyan',
  'magenta',
  'yellow',
  'blue',
  'green',
  'cyanBright',
  'magentaBright',
  'yellowBright',
  'blueBright',
  'greenBright',
];

/** The palette that colours nothing. */
export const PLAIN: Palette = {
  service: (_, text) => text,
  error: (text) => text,
  dim: (text) => text,
  strong: (text) => text,
};

/**
 * Makes the palette that gives each service a colour of its own. The colour follows from the name, so a service looks
 * alike in every trace, unless another service of the trace has that colour already.
 */
export function paletteFor(services: readonly string[]): Palette {
  const styles = new Map<string, Style>();
  for (const service of services) styles.set(service, styleFor(service, new Set(styles.values())));
  return {
    service: (name, text) => paint(styles.get(name) ?? 'reset', text),
    error: (text) => paint('red', text),
    dim: (text) => paint('dim', text),
    strong: (text) => paint('bold', text),
  };
}

function styleFor(service: string, taken: ReadonlySet<Style>): Style {
  const first = hash(service) % SERVICE_STYLES.length;
  const styles = [...SERVICE_STYLES.slice(first), ...SERVICE_STYLES.slice(0, first)];
  return styles.find((style) => !taken.has(style)) ?? styles[0] ?? 'reset';
}

function hash(text: string): number {
  return Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 65_521, 7);
}

// styleText must not look at NO_COLOR or the stream: the caller has decided that there is colour.
function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}
