import { Metadata } from '@grpc/grpc-js';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generatedRuns } from '../../../../../test/support/generated-runs.js';
import { readFailure } from './read-failure.js';
import { readRetryInfo } from './retry-info.js';

/** `google.rpc.Status` of `RESOURCE_EXHAUSTED` with a `RetryInfo` whose delay is 90 s. */
const RETRY_INFO = Buffer.from(
  '0808120466756c6c1a320a28747970652e676f6f676c65617069732e636f6d2f676f6f676c652e7270632e5265747279496e666f12060a04085a1000',
  'hex',
);

function withDetails(details: Buffer): Metadata {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', details);
  return metadata;
}

describe('readFailure', () => {
  it.each([
    ['CANCELLED', { code: 1 }, 'retry'],
    ['UNKNOWN', { code: 2 }, 'drop'],
    ['INVALID_ARGUMENT', { code: 3 }, 'drop'],
    ['DEADLINE_EXCEEDED', { code: 4 }, 'retry'],
    ['NOT_FOUND', { code: 5 }, 'drop'],
    ['ALREADY_EXISTS', { code: 6 }, 'drop'],
    ['PERMISSION_DENIED', { code: 7 }, 'drop'],
    ['RESOURCE_EXHAUSTED', { code: 8, message: 'data refused due to high memory usage' }, 'retry'],
    ['FAILED_PRECONDITION', { code: 9 }, 'drop'],
    ['ABORTED', { code: 10 }, 'retry'],
    ['OUT_OF_RANGE', { code: 11 }, 'retry'],
    ['UNIMPLEMENTED', { code: 12 }, 'drop'],
    ['INTERNAL', { code: 13 }, 'drop'],
    ['UNAVAILABLE', { code: 14 }, 'retry'],
    ['DATA_LOSS', { code: 15 }, 'retry'],
    ['UNAUTHENTICATED', { code: 16 }, 'drop'],
    [
      'too large, by Go',
      { code: 8, message: 'grpc: received message larger than max (5 vs. 4)' },
      'halve',
    ],
    ['too large, by Java', { code: 8, message: 'gRPC message exceeds maximum size 4: 5' }, 'halve'],
    ['larger than max of another kind', { code: 3, message: 'larger than max' }, 'drop'],
    ['400', { code: 400 }, 'drop'],
    ['401', { code: 401 }, 'drop'],
    ['404', { code: 404 }, 'drop'],
    ['408', { code: 408 }, 'drop'],
    ['413', { code: 413 }, 'halve'],
    ['429', { code: 429 }, 'retry'],
    ['500', { code: 500 }, 'drop'],
    ['502', { code: 502 }, 'retry'],
    ['503', { code: 503 }, 'retry'],
    ['504', { code: 504 }, 'retry'],
    ['a refused connection', { code: 'ECONNREFUSED' }, 'retry'],
    ['a certificate', { code: 'CERT_HAS_EXPIRED' }, 'retry'],
    ['an argument', { code: 'ERR_INVALID_ARG_TYPE' }, 'drop'],
    ['a header', { code: 'ERR_HTTP_INVALID_HEADER_VALUE' }, 'drop'],
    ['an error of the exporter', new TypeError('x is not a function'), 'drop'],
    ['undefined', undefined, 'drop'],
    ['null', null, 'drop'],
    ['text', 'failed', 'drop'],
  ])('takes of %s that the batch is to be handled so', (_, error, remedy) => {
    expect(readFailure(error).remedy).toBe(remedy);
  });

  it('waits as long as RetryInfo says, which also makes a message no larger than it was', () => {
    const metadata = withDetails(RETRY_INFO);
    const message = 'larger than max';
    expect(readFailure({ code: 8, metadata, message })).toMatchObject({
      remedy: 'retry',
      retryAfterMillis: 90_000,
    });
  });

  it('waits as long as Retry-After says, and no longer than five minutes', () => {
    expect(readFailure({ code: 503, retryAfterMillis: 7_000 }).retryAfterMillis).toBe(7_000);
    expect(readFailure({ code: 503, retryAfterMillis: 1e12 }).retryAfterMillis).toBe(300_000);
    expect(readFailure({ code: 503, retryAfterMillis: -1 }).retryAfterMillis).toBeUndefined();
    expect(readFailure({ code: 503, retryAfterMillis: NaN }).retryAfterMillis).toBeUndefined();
    expect(readFailure({ code: 503, metadata: new Metadata() }).retryAfterMillis).toBeUndefined();
  });

  it.each([
    [
      '14 UNAVAILABLE: No connection established. Last error: connect ECONNREFUSED 127.0.0.1:9',
      'nothing listens',
    ],
    ['14 UNAVAILABLE: Name resolution failed for target dns:nowhere:4317', 'no address'],
    ['14 UNAVAILABLE: SSL routines:ssl3_get_record:wrong version number', 'http://'],
    ['14 UNAVAILABLE: Protocol error', '4317'],
    ['Parse Error: Expected HTTP/, RTSP/ or ICE/', '4318'],
    ['404 Not Found', '/v1/traces'],
    ['4 DEADLINE_EXCEEDED: Deadline exceeded', 'in time'],
    ['no answer within 30 ms', 'in time'],
  ])('explains %s', (message, explanation) => {
    const { reason } = readFailure({ message });
    expect(reason).toBe(`${message} (${reason.slice(message.length + 2, -1)})`);
    expect(reason).toContain(explanation);
  });

  it('makes one short line of whatever the error is', () => {
    expect(readFailure({ code: 503, message: 'Service\n  Unavailable ' }).reason).toBe(
      '503 Service Unavailable',
    );
    expect(readFailure({ code: 503, message: '503 Service Unavailable' }).reason).toBe(
      '503 Service Unavailable',
    );
    expect(readFailure({ message: '' }).reason).toBe('unknown error');
    expect(readFailure(undefined).reason).toBe('undefined');
    expect(readFailure('failed').reason).toBe('failed');
    expect(readFailure({ message: 'x'.repeat(10_000) }).reason).toHaveLength(300);
  });
});

describe('readRetryInfo', () => {
  it('finds the delay behind details of other types', () => {
    const other = Buffer.from('1a050a034f4b2f', 'hex');
    expect(readRetryInfo(Buffer.concat([other, RETRY_INFO]))).toBe(90_000);
  });

  it('reads seconds and nanoseconds, either of which may be left off', () => {
    const delay = (duration: string): number | undefined => {
      const retryInfo = field(1, Buffer.from(duration, 'hex'));
      const type = Buffer.from('type.googleapis.com/google.rpc.RetryInfo');
      return readRetryInfo(field(3, Buffer.concat([field(1, type), field(2, retryInfo)])));
    };
    expect(delay('0801')).toBe(1_000);
    expect(delay('1080cab5ee01')).toBe(500);
    expect(delay('08ac0210c0843d')).toBe(300_001);
    expect(delay('')).toBe(0);
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(readRetryInfo(bytes)).toBeUndefined();
      }),
      generatedRuns(1_000),
    );
    for (let length = 0; length < RETRY_INFO.length; length++) {
      expect(readRetryInfo(RETRY_INFO.subarray(0, length))).toBeUndefined();
    }
  });
});

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}
