import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { drawPlots } from './plots.mjs';
import { writeTables } from './tables.mjs';

const FOLDER = new URL('../../../reports/bench/', import.meta.url);

/** Writes a report with its figures and its plots into a folder, and returns the path of the folder. */
export async function writeFolder(report) {
  await mkdir(FOLDER, { recursive: true });
  const plots = await drawPlots(report);
  const images = plots.map(([file]) => `\n![${file}](${file})\n`);
  const files = [
    ['report.json', JSON.stringify(report, null, 2)],
    ['report.md', `${writeTables(report)}\n${images.join('')}`],
    ...plots,
  ];
  for (const [file, text] of files) await writeFile(new URL(file, FOLDER), text);
  return fileURLToPath(FOLDER);
}
