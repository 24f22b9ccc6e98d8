/** The number of calls that, with the span above them, make as many spans as a batch has at most: no queue is too short. */
export const CALLS_A_TRACE = 511;
