/* The preload of the package's README. */
import { init } from '@sentry/nestjs';

/** The agent throws away what exceeds this number of requests under way, 64 by default. */
const MORE_THAN_A_BURST = 100_000;

const { host } = new URL(process.env.RECEIVER);
init({
  dsn: `http://public@${host}/1`,
  tracesSampleRate: 1,
  transportOptions: { bufferSize: MORE_THAN_A_BURST },
});
