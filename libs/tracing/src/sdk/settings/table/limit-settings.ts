import { ATTRIBUTE_LIMITS, SPAN_LIMITS } from './sections.js';
import { integer } from '#sdk/settings/values/value-types.js';

/** The SDK takes 0, which the specification allows, for no limit. */
const CHARACTERS = { unit: 'characters', minimum: 1 };

const ATTRIBUTES = { unit: 'attributes', minimum: 0 };

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
    meaning:
      'What an attribute’s value on a span is cut to; wins over the limit of all attributes.',
  },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: ATTRIBUTE_LIMITS,
    meaning: 'How many attributes a span has at most.',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, undefined),
    defaultInWords: '`OTEL_ATTRIBUTE_COUNT_LIMIT`',
    section: SPAN_LIMITS,
    meaning: 'How many attributes a span has at most; wins over the limit of all attributes.',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    ...integer({ unit: 'events', minimum: 0 }, 128),
    section: SPAN_LIMITS,
    meaning: 'How many events a span has at most.',
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    ...integer({ unit: 'links', minimum: 0 }, 128),
    section: SPAN_LIMITS,
    meaning: 'How many links a span has at most.',
  },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: SPAN_LIMITS,
    meaning: 'How many attributes an event has at most.',
  },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: SPAN_LIMITS,
    meaning: 'How many attributes a link has at most.',
  },
} as const;
