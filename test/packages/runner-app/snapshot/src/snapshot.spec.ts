import { OtlpReceiver, toOtlpJson } from '@traced/kit';
import { describe, expect, it } from '#runner';
import { order } from './traces.js';

describe('a snapshot', () => {
  it('of a trace that has arrived', () => {
    expect(order()).toMatchTraceInlineSnapshot();
  });

  it('of a trace that is arriving', async () => {
    const receiver = await OtlpReceiver.start();
    await fetch(`${receiver.endpoint}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toOtlpJson(order())),
    });
    await expect(receiver.trace(order().traceId)).toMatchTraceInlineSnapshot({ services: false });
    await receiver.stop();
  });
});
