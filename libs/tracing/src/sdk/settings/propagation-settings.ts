import { hostsAllOrNone } from './hosts.js';
import { ours } from './sections.js';

/** What goes along with requests and messages. */
export const PROPAGATION_SETTINGS = {
  TRACING_BAGGAGE_HOSTS: {
    ...hostsAllOrNone(),
    defaultInWords: 'private networks',
    section: ours('Baggage'),
    meaning: 'The hosts that get baggage.',
  },
} as const;
