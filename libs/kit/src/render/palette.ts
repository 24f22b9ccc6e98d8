import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** How the parts of a waterfall are coloured. */
export interface Palette {
  service(name: string, text: string): string;
  error(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

// Red is for errors alone.
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

export const PLAIN: Palette = {
  service: (_, text) => text,
  error: (text) => text,
  dim: (text) => text,
  strong: (text) => text,
};

/** A colour for each service: by its name, so that it keeps it from trace to trace, unless another one has it. */
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

// The caller has decided on colour, so the stream and NO_COLOR are not asked again.
function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: false });
}
