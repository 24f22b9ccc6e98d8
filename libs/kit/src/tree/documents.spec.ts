import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { treeOf } from './tree-of.fixture.js';

const DOCUMENTS = ['../../README.md', '../../docs/tree.md'];

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

/** Returns the pictures of a document: those between back-ticks, and the blocks of text. */
function picturesIn(document: string): string[] {
  const pictures = [
    ...document.matchAll(/^```text\n([^]*?)^```/gm),
    ...document.matchAll(/\(tree`([^`]*)`/g),
  ];
  return pictures.map(([, picture = '']) => picture);
}

/** Reads a picture in which each interpolation is a text. */
function readPicture(picture: string): unknown {
  const parts = picture.split(/\$\{[^}]*\}/);
  return treeOf(parts.join('{}'), ...parts.slice(1).map(() => 'x'));
}

describe('the documents', () => {
  it('have pictures that tree reads', async () => {
    const documents = await Promise.all(DOCUMENTS.map(read));
    const pictures = documents.map(picturesIn);
    for (const { length } of pictures) expect(length).toBeGreaterThan(0);
    for (const picture of pictures.flat()) expect(readPicture(picture)).toHaveProperty('name');
  });

  it('show an error as tree throws it', async () => {
    const picture = 'POST /orders    orders    SERVER\n└─ SELECT       orders    SEVER';
    const page = await read('../../docs/tree.md');
    let message = '';
    try {
      treeOf(picture);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain('SEVER');
    expect(page).toContain(message);
  });
});
