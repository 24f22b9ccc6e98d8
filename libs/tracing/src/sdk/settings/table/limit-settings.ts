import { ATTRIBUTE_LIMITS, SPAN_LIMITS } from './sections.js';
import { integer } from '#sdk/settings/values/value-types.js';

/**
 * The unit and the least value of lengths. The specification allows 0, but the SDK would take it for no
 * limit.
 */
const CHARACTERS = { unit: 'characters', minimum: 1 };

const ATTRIBUTES = { unit: 'attributes', minimum: 0 };

/** The settings that limit the size of a span. */
export const LIMIT_SETTINGS = {
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    ...integer(CHARACTERS, undefined),
    defaultInWords: '`8192`, where the specification has no limit',
    section: ATTRIBUTE_LIMITS,
    meaning: 'Limits the length of an attribute’s value, and of each element of a list.',
  },
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: {
    ...integer(CHARACTERS, undefined),
    defaultInWords: '`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT`',
    section: SPAN_LIMITS,
    meaning:
      'Limits the length of an attribute’s value on a span; it wins over the limit for all attributes.',
  },
  OTEL_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: ATTRIBUTE_LIMITS,
    meaning: 'Limits the number of attributes of a span.',
  },
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, undefined),
    defaultInWords: '`OTEL_ATTRIBUTE_COUNT_LIMIT`',
    section: SPAN_LIMITS,
    meaning:
      'Limits the number of attributes of a span; it wins over the limit for all attributes.',
  },
  OTEL_SPAN_EVENT_COUNT_LIMIT: {
    ...integer({ unit: 'events', minimum: 0 }, 128),
    section: SPAN_LIMITS,
    meaning: 'Limits the number of events of a span.',
  },
  OTEL_SPAN_LINK_COUNT_LIMIT: {
    ...integer({ unit: 'links', minimum: 0 }, 128),
    section: SPAN_LIMITS,
    meaning: 'Limits the number of links of a span.',
  },
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: SPAN_LIMITS,
    meaning: 'Limits the number of attributes of an event.',
  },
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: {
    ...integer(ATTRIBUTES, 128),
    section: SPAN_LIMITS,
    meaning: 'Limits the number of attributes of a link.',
  },
} as const;
