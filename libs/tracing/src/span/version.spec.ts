import { describe, expect, it } from '@jest/globals';
import packageJson from '../../package.json' with { type: 'json' };
import { PACKAGE_NAME, PACKAGE_VERSION } from './version.js';

describe('the instrumentation scope', () => {
  it('is the package, by name and version', () => {
    expect({ name: PACKAGE_NAME, version: PACKAGE_VERSION }).toEqual({
      name: packageJson.name,
      version: packageJson.version,
    });
  });
});
