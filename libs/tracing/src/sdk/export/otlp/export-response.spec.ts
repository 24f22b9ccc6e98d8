import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { recordDiagMessages } from '../../../../test/diag-messages.js';
import { generatedRuns } from '../../../../../../test/support/generated-runs.js';
import { readJsonResponse, readProtobufResponse } from './export-response.js';

const accepted = (rejectedSpans: number): object => ({ code: 0, rejectedSpans });

describe('readProtobufResponse', () => {
  it.each([
    ['', 0],
    ['0a00', 0],
    ['0a020807', 7],
    ['0a0308ac02', 300],
    ['0a0208070a020809', 9],
    ['1202080a0a020807', 7],
    ['0a04080712006162', 0],
    [`0a0b08${'ff'.repeat(9)}01`, 0],
  ])('counts the rejected spans of the response %s', (hex, rejectedSpans) => {
    expect(readProtobufResponse(Buffer.from(hex, 'hex'))).toEqual(accepted(rejectedSpans));
  });

  it('takes a batch for accepted whatever the response is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (response) => {
        expect(readProtobufResponse(response).code).toBe(0);
        expect(readJsonResponse(response).code).toBe(0);
      }),
      generatedRuns(1_000),
    );
  });
});

describe('readJsonResponse', () => {
  it.each([
    ['', 0],
    ['{}', 0],
    ['null', 0],
    ['{"partialSuccess":null}', 0],
    ['{"partialSuccess":{}}', 0],
    ['{"partialSuccess":{"rejectedSpans":7}}', 7],
    ['{"partialSuccess":{"rejectedSpans":"7"}}', 7],
    ['{"partialSuccess":{"rejectedSpans":"many"}}', 0],
    ['{"partialSuccess":{"rejectedSpans":1e300}}', 0],
  ])('counts the rejected spans of the response %s', (json, rejectedSpans) => {
    expect(readJsonResponse(Buffer.from(json))).toEqual(accepted(rejectedSpans));
  });

  it('hands a message of the collector to the logger of the application', () => {
    const messages = recordDiagMessages();
    readJsonResponse(Buffer.from('{"partialSuccess":{"errorMessage":"use the other port"}}'));
    expect(messages).toEqual(['The collector rejected 0 spans: use the other port']);
  });
});
