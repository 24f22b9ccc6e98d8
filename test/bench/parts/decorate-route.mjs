/** What decorators do to a method and to its first parameter: JavaScript has no syntax for it yet. */
export function decorateRoute({ prototype }, method, decorator, parameter) {
  decorator(prototype, method, Object.getOwnPropertyDescriptor(prototype, method));
  parameter?.(prototype, method, 0);
}
