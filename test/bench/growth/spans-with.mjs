/** Returns the number of spans of a sampled request that calls the decorated method so many times. */
export function spansWith(calls, { spans }) {
  return spans === 0 ? 0 : spans - 1 + calls;
}
