/** Decorates a method as TypeScript does it, for JavaScript has no syntax for it yet. */
export function decorateMethod({ prototype }, method, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method);
  const decorated = decorator(prototype, method, descriptor) ?? descriptor;
  Object.defineProperty(prototype, method, decorated);
}
