import { describe, expect, it } from '@jest/globals';
import { PLAIN, paletteFor } from './palette.js';

const SERVICES = ['orders', 'payments', 'users'];

describe('paletteFor', () => {
  it('gives every service a colour of its own', () => {
    const palette = paletteFor(SERVICES);
    expect(new Set(SERVICES.map((service) => palette.service(service, 'x'))).size).toBe(3);
  });

  it('gives a service the same colour in every trace', () => {
    const alone = paletteFor(['orders']).service('orders', 'x');
    expect(paletteFor(SERVICES).service('orders', 'x')).toBe(alone);
  });

  it('goes on when there are more services than colours', () => {
    const services = Array.from({ length: 30 }, (_, index) => `service-${index}`);
    const palette = paletteFor(services);
    for (const service of services) expect(palette.service(service, 'x')).toContain('\u001B[');
  });
});

describe('PLAIN', () => {
  it('leaves text as it is', () => {
    const painted = [
      PLAIN.service('orders', 'x'),
      PLAIN.error('x'),
      PLAIN.dim('x'),
      PLAIN.strong('x'),
    ];
    expect(painted).toEqual(['x', 'x', 'x', 'x']);
  });
});
