import { describe, expect, it } from '@jest/globals';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  SamplingDecision,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import { withCallerAddress } from '#span/context/caller-address.js';
import { TrustedCallersSampler } from './trusted-callers-sampler.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const off = new ParentBasedSampler({ root: new AlwaysOffSampler() });
const on = new ParentBasedSampler({ root: new AlwaysOnSampler() });

function calledWith(traceFlags: TraceFlags, isRemote = true): Context {
  const caller = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags, isRemote };
  return trace.setSpanContext(ROOT_CONTEXT, caller);
}

const SAMPLED = calledWith(TraceFlags.SAMPLED);
const UNSAMPLED = calledWith(TraceFlags.NONE);

function trusting(networks: readonly string[], sampler: Sampler, untrustedMaxPerSecond = 0) {
  return new TrustedCallersSampler({ networks, untrustedMaxPerSecond }, sampler);
}

function isSampled(sampler: Sampler, parent: Context, attributes: Attributes = {}): boolean {
  const { decision } = sampler.shouldSample(parent, TRACE_ID, 'x', SpanKind.SERVER, attributes, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
}

/** The attributes that a SERVER span of HTTP starts with. */
function from(address: string | undefined): Attributes {
  return { 'http.request.method': 'GET', 'network.peer.address': address };
}

describe('TrustedCallersSampler', () => {
  it('follows a caller in a trusted network, by either flag', () => {
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1']) {
      const networks = ['10.0.0.0/8', '2001:db8::/32'];
      expect(isSampled(trusting(networks, off), SAMPLED, from(address))).toBe(true);
      expect(isSampled(trusting(networks, on), UNSAMPLED, from(address))).toBe(false);
    }
  });

  it.each([['192.0.2.1'], ['2001:db9::1'], [undefined]])(
    'decides for itself about a caller at %s',
    (address) => {
      const networks = ['10.0.0.0/8', '2001:db8::/32'];
      expect(isSampled(trusting(networks, off), SAMPLED, from(address))).toBe(false);
      expect(isSampled(trusting(networks, on), UNSAMPLED, from(address))).toBe(true);
    },
  );

  it('knows the address of a connection of gRPC or TCP', () => {
    const sampler = trusting(['10.0.0.0/8'], off);
    expect(isSampled(sampler, withCallerAddress(SAMPLED, '10.0.0.1'))).toBe(true);
    expect(isSampled(sampler, withCallerAddress(SAMPLED, '192.0.2.1'))).toBe(false);
    expect(isSampled(sampler, withCallerAddress(SAMPLED, undefined))).toBe(false);
  });

  it('follows a message of a broker, unless no caller is trusted', () => {
    expect(isSampled(trusting(['10.0.0.0/8'], off), SAMPLED)).toBe(true);
    expect(isSampled(trusting([], off), SAMPLED)).toBe(false);
  });

  it('follows every span of this process', () => {
    const local = calledWith(TraceFlags.SAMPLED, false);
    expect(isSampled(trusting([], off), local, from('192.0.2.1'))).toBe(true);
  });

  it('lets untrusted callers have so many traces sampled in a second', () => {
    const sampler = trusting([], off, 3);
    const sampled = Array.from({ length: 9 }, () => isSampled(sampler, SAMPLED, from('192.0.2.1')));
    expect(sampled.filter(Boolean)).toHaveLength(3);
  });

  it('spends nothing of that on trusted callers, nor on the flag "not sampled"', () => {
    const sampler = trusting(['10.0.0.0/8'], off, 1);
    isSampled(sampler, SAMPLED, from('10.0.0.1'));
    isSampled(sampler, UNSAMPLED, from('192.0.2.1'));
    expect(isSampled(sampler, SAMPLED, from('192.0.2.1'))).toBe(true);
  });
});
