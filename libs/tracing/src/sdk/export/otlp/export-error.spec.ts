import { describe, expect, it } from '@jest/globals';
import { exportError, messageOf, withMessage } from './export-error.js';

const refused = (address: string): Error =>
  exportError(`connect ECONNREFUSED ${address}`, { code: 'ECONNREFUSED' });

/** The error of Node.js for a host with two addresses. */
const ofBoth = Object.assign(new AggregateError([refused('::1:9'), refused('127.0.0.1:9')]), {
  code: 'ECONNREFUSED',
});

describe('the message of an error', () => {
  it('is that of each of its errors if it has none of its own', () => {
    const message = 'connect ECONNREFUSED ::1:9, connect ECONNREFUSED 127.0.0.1:9';
    expect(messageOf(ofBoth)).toBe(message);
    expect(withMessage(ofBoth)).toMatchObject({ code: 'ECONNREFUSED', message });
  });

  it('is its own otherwise', () => {
    const one = refused('127.0.0.1:9');
    expect(messageOf(one)).toBe('connect ECONNREFUSED 127.0.0.1:9');
    expect(withMessage(one)).toBe(one);
  });
});
