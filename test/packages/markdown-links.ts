/** A link in a document that stays within the package or the repository of the document. */
export interface RelativeLink {
  /** The path from the folder of the document; empty for a link to a heading of the document itself. */
  readonly path: string;
  /** The anchor of a heading, without `#`; empty for a link to a whole file. */
  readonly anchor: string;
}

const FENCED_CODE = /^(?:```|~~~).*?^(?:```|~~~)/gms;
const CODE = /`[^`\n]*`/g;
const TARGET = /\]\(([^)\s]+)(?:\s[^)]*)?\)/g;
const ABSOLUTE = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/** Returns the links of a Markdown document that are no absolute URLs, in their order. */
export function relativeLinksIn(document: string): RelativeLink[] {
  const text = document.replace(FENCED_CODE, '').replace(CODE, 'code');
  return [...text.matchAll(TARGET)]
    .map(([, target = '']) => target)
    .filter((target) => !ABSOLUTE.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#', 2);
      return { path, anchor };
    });
}

/** Returns the anchors that GitHub gives to the headings of a Markdown document. */
export function anchorsIn(document: string): Set<string> {
  const headings = document.replace(FENCED_CODE, '').matchAll(/^#{1,6} +(.+)$/gm);
  const anchors = new Set<string>();
  for (const [, heading = ''] of headings) anchors.add(unused(slugOf(heading), anchors));
  return anchors;
}

function slugOf(heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** The second heading with one text has the anchor `text-1`. */
function unused(slug: string, anchors: ReadonlySet<string>): string {
  let anchor = slug;
  for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
  return anchor;
}
