import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ExportStatus } from '#span/ports.js';
import { ExportLog } from './export-log.js';

const NONE = { queue_full: 0, rejected: 0, shutdown: 0 };

function status(dropped: Partial<ExportStatus['dropped']> = {}, queued = 3): ExportStatus {
  return {
    made: 100,
    sent: 0,
    queued,
    capacity: 10,
    queuedBytes: 1_600_000,
    capacityBytes: 67_108_864,
    dropped: { ...NONE, ...dropped },
    lastError: undefined,
    failingSince: undefined,
  };
}

describe('ExportLog', () => {
  let lines: string[];
  let log: ExportLog;

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    log = new ExportLog((line) => void lines.push(line.replace('[@traced/nest] ', '')));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('reports a failure once a minute, with the spans that were dropped since the last line', () => {
    log.reportProblem(status({ queue_full: 2 }), 'away');
    log.reportProblem(status({ queue_full: 4 }), 'away');
    jest.advanceTimersByTime(59_999);
    log.reportProblem(status({ queue_full: 5, rejected: 1 }), 'away');
    expect(lines).toHaveLength(1);
    jest.advanceTimersByTime(1);
    log.reportProblem(status({ queue_full: 7, rejected: 1 }), 'still away');
    jest.advanceTimersByTime(60_000);
    log.reportProblem(status({ queue_full: 7, rejected: 1 }), 'still away');
    expect(lines).toEqual([
      'Spans could not be exported: away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 2 queue_full.',
      'Spans could not be exported: still away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 5 queue_full, 1 rejected.',
      'Spans could not be exported: still away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; none dropped.',
    ]);
  });

  it('reports loss without a failure, within the same minute', () => {
    log.reportProblem(status(), undefined);
    log.reportProblem(status({ queue_full: 2 }), undefined);
    log.reportProblem(status({ queue_full: 9 }), undefined);
    jest.advanceTimersByTime(60_000);
    log.reportProblem(status({ queue_full: 9 }), undefined);
    log.reportProblem(status({ queue_full: 9 }), undefined);
    expect(lines).toEqual([
      'Spans were lost. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 2 queue_full.',
      'Spans were lost. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 7 queue_full.',
    ]);
  });

  it('reports an outage and its end, though it has just reported loss', () => {
    log.reportProblem(status({ queue_full: 176 }), undefined);
    log.reportProblem(status({ queue_full: 200 }), 'away');
    log.reportProblem(status({ queue_full: 400 }), 'away');
    jest.advanceTimersByTime(50_000);
    log.reportRecovery(status());
    log.reportProblem(status({ queue_full: 500 }), undefined);
    jest.advanceTimersByTime(10_000);
    log.reportProblem(status({ queue_full: 500 }), undefined);
    expect(lines).toEqual([
      'Spans were lost. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 176 queue_full.',
      'Spans could not be exported: away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 24 queue_full.',
      'Spans are exported again, after 50 s; 3 spans wait.',
      'Spans were lost. 3 of at most 10 spans wait, in 2 of at most 64 MiB; dropped since the last line: 300 queue_full.',
    ]);
  });

  it('reports once that a reported failure is over, and how long it was', () => {
    log.reportRecovery(status());
    log.reportProblem(status({ queue_full: 1 }), undefined);
    log.reportRecovery(status());
    jest.advanceTimersByTime(60_000);
    log.reportProblem(status({ queue_full: 1 }), 'away');
    jest.advanceTimersByTime(60_000);
    log.reportProblem(status({ queue_full: 1 }), 'away');
    jest.advanceTimersByTime(5_000);
    log.reportRecovery(status({}, 8));
    log.reportRecovery(status());
    log.reportProblem(status({ queue_full: 1 }), 'away');
    log.reportRecovery(status());
    expect(lines.slice(1)).toEqual([
      'Spans could not be exported: away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; none dropped.',
      'Spans could not be exported: away. 3 of at most 10 spans wait, in 2 of at most 64 MiB; none dropped.',
      'Spans are exported again, after 65 s; 8 spans wait.',
    ]);
  });

  it('reports in the end what was lost in all, and why unless that was reported before', () => {
    log.reportLoss(status(), 'away');
    log.reportProblem(status({ queue_full: 2 }), 'away');
    log.reportLoss(status({ queue_full: 2, rejected: 1, shutdown: 4 }), 'away');
    log.reportLoss(status({ shutdown: 4 }), 'refused');
    log.reportLoss(status({ rejected: 1 }), undefined);
    expect(lines.slice(1)).toEqual([
      'Lost in all: 7 of 100 spans (2 queue_full, 1 rejected, 4 shutdown).',
      'Spans could not be exported: refused. Lost in all: 4 of 100 spans (4 shutdown).',
      'Lost in all: 1 of 100 spans (1 rejected).',
    ]);
  });
});
