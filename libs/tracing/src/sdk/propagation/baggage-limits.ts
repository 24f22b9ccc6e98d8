/**
 * The number of baggage members that are propagated: https://www.w3.org/TR/baggage/#limits asks for no
 * more.
 */
export const MAX_MEMBERS = 64;
/** The number of bytes of baggage that are propagated, by the same limits. */
export const MAX_BYTES = 8192;
