import { ATTRIBUTE_LIMITS, SPAN_LIMITS } from './sections.js';
import { integer } from './value-types.js';

const CHARACTERS = { unit: 'characters', minimum: 1 };

/** How much a span holds. */
export const LIMIT_SETTINGS = {
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    ...integer(CHARACTERS, undefined),
    defaultInWords: '`8192`, where the specification has no limit',
    section: ATTRIBUTE_LIMITS,
    meaning: 'What an attribute’s value is cut to, and each element of a list.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    ...integer(CHARACTERS, undefined),
    defaultInWords: '`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`',
    section: SPAN_LIMITS,
    meaning: 'The same; it wins.',
  },
} as const;
