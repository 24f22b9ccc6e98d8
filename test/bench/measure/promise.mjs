import { spansExpected } from '../statistics/share.mjs';

/** Thrown when a subject has exported more or fewer spans than it promises, so that its figures mean nothing. */
export class BrokenPromiseError extends Error {}

/** Returns how many spans of a subject arrived for its requests, and how many it promises. */
export function spansOf({ name, spans, share, spansAtBoot = 0 }, requests, received) {
  const arrived = received - spansAtBoot;
  const { least, most } = spansExpected({ requests, share, spans });
  return {
    subject: name,
    requests,
    spans: arrived,
    spansPerRequest: arrived / requests,
    promised: { spansPerSampledRequest: spans, share },
    isKept: arrived >= least && arrived <= most,
  };
}

/** Returns the spans that arrived for the same subjects in several runs, as if these were one run. */
export function joinSpans(counts) {
  return Array.from(Map.groupBy(counts, ({ subject }) => subject).values(), (runs) => {
    const requests = sumOf(runs.map((run) => run.requests));
    const spans = sumOf(runs.map((run) => run.spans));
    return { ...runs[0], requests, spans, spansPerRequest: spans / requests };
  });
}

function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** @throws {BrokenPromiseError} naming each subject whose spans are not what it promises */
export function requirePromises(counts) {
  const broken = counts.filter(({ isKept }) => !isKept);
  if (broken.length === 0) return;
  const sentences = broken.map(
    ({ subject, requests, spans, promised }) =>
      `${subject} promises ${promised.spansPerSampledRequest} spans for ${promised.share * 100} % of the requests, but exported ${spans} for ${requests}.`,
  );
  throw new BrokenPromiseError(sentences.join('\n'));
}
