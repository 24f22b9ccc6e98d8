/** Ours, by the share that it samples; a subject that samples another share is no rival. */
const OURS = ['native at 100 %', 'native at 1 %', '@Traced'];
/** What traces nothing, or is ours too. */
const NO_RIVAL = /^(untraced|undecorated|native|shop|@traced|@Traced)/;
const AT_ONE_PERCENT = / at 1 %$/;

/**
 * Returns where another way to trace is better than ours: in which row, and by which ratio to what both are compared with.
 * The subjects of the comparison of which ours is one of several, such as the shop, have no rival.
 */
export function findBetter(results) {
  const rivals = results.filter(({ subject }) => !NO_RIVAL.test(subject));
  return rivals.flatMap((rival) => {
    const ours = results.find((result) => result.row === rival.row && isOurs(result, rival));
    if (!ours || !isBetter(rival, ours)) return [];
    const { row, subject } = rival;
    return [{ row, subject, ratio: ratioOf(rival), ours: ratioOf(ours), than: ours.subject }];
  });
}

function isOurs({ subject }, rival) {
  const sharesFit = AT_ONE_PERCENT.test(subject) === AT_ONE_PERCENT.test(rival.subject);
  return OURS.includes(subject) && sharesFit;
}

function isBetter(rival, ours) {
  const difference = ratioOf(rival) - ratioOf(ours);
  return rival.unit === 'requests/s' ? difference > 0 : difference < 0;
}

/** Returns the ratio of a figure to its base; what has no base is the base of others. */
function ratioOf({ ratio = 1 }) {
  return ratio;
}
