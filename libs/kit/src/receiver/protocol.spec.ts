import { describe, expect, it } from '@jest/globals';
import { protocolOf } from './protocol.js';

describe('protocolOf', () => {
  it.each([
    ['', undefined],
    ['P', undefined],
    ['PR', undefined],
    ['PRI', 'HTTP/2'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'HTTP/2'],
    ['PO', 'HTTP/1'],
    ['PROPFIND / HTTP/1.1', 'HTTP/1'],
    ['G', 'HTTP/1'],
    ['get', 'HTTP/1'],
    ['\x16\x03\x01', 'TLS'],
    ['\x00', 'unknown'],
    ['\xff\xff', 'unknown'],
  ])('takes %j for %s', (first, protocol) => {
    expect(protocolOf(Buffer.from(first, 'latin1'))).toBe(protocol);
  });
});
