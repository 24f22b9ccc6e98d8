/**
 * Returns the object that has the member `key` of `target` as its own: `target`, or an object that it inherits from.
 */
export function ownerOf(target: object, key: string | symbol): object | undefined {
  let owner: object | null = target;
  while (owner && !Object.hasOwn(owner, key)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner ?? undefined;
}
