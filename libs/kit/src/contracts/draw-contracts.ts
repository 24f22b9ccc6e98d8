import { displayWidth } from '../trace/display-width.js';
import { printable } from '../trace/printable.js';
import type { Contract } from './contract.js';

const SECTIONS = [
  { kind: 'route', title: 'Routes', plural: 'routes' },
  { kind: 'span', title: 'Span names', plural: 'span names' },
  { kind: 'error', title: 'Error paths', plural: 'error paths' },
] as const;

/** Draws what has a contract, marked `✓`, and what was only seen, marked `✗`, each with its service. */
export function drawContracts(contracts: readonly Contract[]): string {
  const sections = SECTIONS.map((section) => ({
    ...section,
    contracts: contracts.filter(({ kind }) => kind === section.kind),
  }));
  const counts = sections.map(
    ({ plural, contracts: all }) => `${all.filter(isAsserted).length} of ${all.length} ${plural}`,
  );
  return [
    `Contracts of traces: ${counts.join(', ')}`,
    ...sections
      .filter(({ contracts: all }) => all.length > 0)
      .map(({ title, contracts: all }) => [title, ...drawSection(all)].join('\n')),
  ].join('\n\n');
}

function drawSection(contracts: readonly Contract[]): string[] {
  const names = contracts.map(
    ({ service, name }) => [printable(service), printable(name)] as const,
  );
  const [serviceWidth, nameWidth] = [0, 1].map((column) =>
    names.reduce((width, texts) => Math.max(width, displayWidth(texts[column] ?? '')), 0),
  );
  return contracts.map((contract, index) => {
    const [service = '', name = ''] = names[index] ?? [];
    const columns = `${pad(service, serviceWidth)}  ${pad(name, nameWidth)}`;
    return `  ${isAsserted(contract) ? '✓' : '✗'} ${columns}  ${describe(contract)}`;
  });
}

function pad(text: string, width = 0): string {
  return text + ' '.repeat(width - displayWidth(text));
}

function isAsserted({ asserted }: Contract): boolean {
  return asserted > 0;
}

function describe({ seen, asserted }: Contract): string {
  if (asserted === 0) return `only seen, ${seen} times`.replace(/\b1 times/, 'once');
  return asserted === 1 ? '1 assertion' : `${asserted} assertions`;
}
