import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { writeTables } from './tables.mjs';

const DOCUMENT = new URL('../../../libs/tracing/docs/benchmarks.md', import.meta.url);
const FIGURES = /(?<=<!-- figures: begin -->\n)[^]*(?=\n<!-- figures: end -->)/;

/** Replaces the figures between the marks of the page about benchmarks by those of a report. */
export async function writeDocument(report) {
  const path = fileURLToPath(DOCUMENT);
  const page = await readFile(DOCUMENT, 'utf8');
  const written = page.replace(FIGURES, () => `\n${writeTables(report)}\n`);
  const options = await resolveConfig(path);
  await writeFile(DOCUMENT, await format(written, { ...options, filepath: path }));
}
