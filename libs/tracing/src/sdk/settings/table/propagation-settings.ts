import { hostsAllOrNone } from '#sdk/settings/values/hosts.js';
import { GENERAL, ours } from './sections.js';
import { choices } from '#sdk/settings/values/value-types.js';

/** What goes along with requests and messages. */
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
    meaning: 'The formats in which the trace context and baggage are read and sent.',
  },
  TRACING_BAGGAGE_HOSTS: {
    ...hostsAllOrNone(),
    defaultInWords: 'private networks',
    section: ours('Baggage'),
    meaning: 'The hosts that get baggage.',
  },
} as const;
