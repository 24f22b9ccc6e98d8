import { describe, expect, it } from '@jest/globals';
import { prefixed } from './screen.js';

describe('prefixed', () => {
  it('aligns the lines of all services', () => {
    expect(prefixed({ name: 'users', text: 'ready' })).toBe('users        | ready');
    expect(prefixed({ name: 'card-gateway', text: 'ready' })).toBe('card-gateway | ready');
  });
});
