import { describe, expect, it } from '@jest/globals';
import { createSampler } from './sampler.js';

describe('createSampler', () => {
  it.each([
    [undefined, undefined, 'ParentBased{root=AlwaysOnSampler'],
    ['always_on', undefined, 'AlwaysOnSampler'],
    ['always_off', undefined, 'AlwaysOffSampler'],
    ['traceidratio', '0.25', 'TraceIdRatioBased{0.25}'],
    ['traceidratio', undefined, 'TraceIdRatioBased{1}'],
    ['parentbased_always_on', undefined, 'ParentBased{root=AlwaysOnSampler'],
    ['parentbased_always_off', undefined, 'ParentBased{root=AlwaysOffSampler'],
    ['parentbased_traceidratio', '0.01', 'ParentBased{root=TraceIdRatioBased{0.01}'],
  ])('makes of %p with %p a %s', (name, argument, description) => {
    expect(createSampler(name, argument).toString()).toContain(description);
  });

  it.each([
    ['sometimes', undefined, 'OTEL_TRACES_SAMPLER'],
    ['parentbased_', undefined, 'OTEL_TRACES_SAMPLER'],
    ['traceidratio', '2', 'OTEL_TRACES_SAMPLER_ARG'],
    ['traceidratio', 'half', 'OTEL_TRACES_SAMPLER_ARG'],
  ])('refuses %p with %p, naming %s', (name, argument, variable) => {
    expect(() => createSampler(name, argument)).toThrow(
      expect.objectContaining({ code: 'TRACING_INVALID_ENVIRONMENT', subject: variable }),
    );
  });
});
