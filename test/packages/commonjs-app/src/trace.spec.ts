import '@traced/kit/jest';
import { OtlpReceiver, span } from '@traced/kit';

describe('@traced/kit/jest', () => {
  it('teaches expect to await a trace', async () => {
    const receiver = await OtlpReceiver.start();
    const pending = receiver.trace('a'.repeat(32));
    const assertion: Promise<void> = expect(pending).toMatchTrace(span('GET'), {
      timeoutMillis: 1,
    });
    await expect(assertion).rejects.toThrow('No span of it arrived');
    await receiver.stop();
  });
});
