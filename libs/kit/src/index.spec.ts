import { describe, expect, it } from '@jest/globals';
import * as kit from '@traced/kit';
import '@traced/kit/jest';
import { declinedOrder } from './trace/declined-order.fixture.js';

describe('@traced/kit', () => {
  it('exports these names', () => {
    expect(Object.keys(kit).toSorted()).toEqual([
      'AlreadyTracedError',
      'EmptyTraceError',
      'FileSource',
      'InvalidBudgetError',
      'InvalidDurationError',
      'InvalidJaegerHeaderError',
      'InvalidJaegerUrlError',
      'InvalidReceiverOptionError',
      'InvalidRepetitionError',
      'InvalidSpanCountError',
      'InvalidTraceIdError',
      'JaegerResponseError',
      'JaegerSource',
      'JaegerUnreachableError',
      'NotAwaitedError',
      'OtlpReceiver',
      'PendingTrace',
      'PortInUseError',
      'ReceiverSource',
      'Trace',
      'TraceCountError',
      'TraceFileError',
      'TraceTimeoutError',
      'TreeSyntaxError',
      'UnhealthyTraceError',
      'UnknownFieldError',
      'UnknownHealthRuleError',
      'captureTrace',
      'checkHealth',
      'containing',
      'createHealthCheck',
      'inOrder',
      'many',
      'optional',
      'renderTree',
      'renderWaterfall',
      'saveContracts',
      'span',
      'toOtlpJson',
      'traceApp',
      'tree',
      'writeContractReport',
    ]);
  });
});

describe('@traced/kit/jest', () => {
  it('teaches expect to await a trace that is arriving', async () => {
    const receiver = await kit.OtlpReceiver.start();
    const pending = receiver.trace('a'.repeat(32));
    const assertion: Promise<void> = expect(pending).toMatchTrace(kit.span('GET'), {
      timeoutMillis: 1,
    });
    await expect(assertion).rejects.toThrow(`is anything exporting to ${receiver.endpoint}?`);
    await receiver.stop();
  });

  it('teaches expect to judge a trace at once', () => {
    const nothing: void = expect(declinedOrder()).toContainSpan(kit.span('chargeCard'));
    expect(nothing).toBeUndefined();
  });
});
