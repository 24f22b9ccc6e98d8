interface Linked<Node> {
  readonly parent: Node | undefined;
}

/**
 * Returns each ring of parents among `nodes`: spans of which each is its own ancestor. Each list leads from a span to its
 * parent, and on to the span whose parent the first one is. Spans below a ring are no part of it. Takes a time in
 * proportion to the number of nodes.
 */
export function findRings<Node extends Linked<Node>>(nodes: readonly Node[]): Node[][] {
  const firstOfWalk = new Map<Node, Node>();
  const rings: Node[][] = [];
  for (const first of nodes) {
    let node: Node | undefined = first;
    while (node && !firstOfWalk.has(node)) {
      firstOfWalk.set(node, first);
      node = node.parent;
    }
    if (node && firstOfWalk.get(node) === first) rings.push(ringOf(node));
  }
  return rings;
}

function ringOf<Node extends Linked<Node>>(member: Node): Node[] {
  const ring = [member];
  for (let node = member.parent; node && node !== member; node = node.parent) ring.push(node);
  return ring;
}
