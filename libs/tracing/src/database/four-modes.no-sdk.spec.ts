import { compareCalls } from '../../test/four-modes/compare-calls.js';

compareCalls('without an SDK', (work) => work());
