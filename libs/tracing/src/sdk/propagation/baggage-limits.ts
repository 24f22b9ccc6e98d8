/** What of baggage has to be propagated at least, and is at most: https://www.w3.org/TR/baggage/#limits */
export const MAX_MEMBERS = 64;
export const MAX_BYTES = 8192;
