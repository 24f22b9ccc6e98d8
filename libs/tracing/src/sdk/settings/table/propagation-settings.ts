import { hostsAllOrNone } from '#sdk/settings/values/hosts.js';
import { GENERAL, ours } from './sections.js';
import { choices } from '#sdk/settings/values/value-types.js';

/** The settings of what is sent with requests and messages. */
export const PROPAGATION_SETTINGS = {
  OTEL_PROPAGATORS: {
    ...choices(
      {
        choices: ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'none'],
        unsupported: ['xray', 'ottrace'],
        none: 'none',
      },
      ['tracecontext', 'baggage'],
    ),
    section: GENERAL,
    meaning: 'Names the formats in which the trace context and the baggage are read and sent.',
  },
  TRACING_BAGGAGE_HOSTS: {
    ...hostsAllOrNone(),
    defaultInWords: 'private networks',
    section: ours('Baggage'),
    meaning: 'Names the hosts to which baggage is sent.',
  },
} as const;
