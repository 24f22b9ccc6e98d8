import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SpanStatusCode } from '@opentelemetry/api';
import { recordDiagMessages } from '../../../test/diag-messages.js';
import { SpanRecorder, activeSpanName, inRoot } from '../../../test/span-recorder.js';
import { Traced } from '#decorators/traced.js';
import { type Work, registerEndStrategy } from './end-strategy.js';

const recorder = new SpanRecorder();
beforeEach(() => recorder.reset());

/** A job that looks like a thenable as well, which its own strategy ignores. */
class Job extends EventEmitter {
  then(): void {}
}

/** Work that begins when `begin` is called, and again at each call. */
class Timetable {
  begin: () => Work = () => {
    throw new Error('Expected the strategy to follow the timetable first.');
  };
}

class BrokenAtOnce {}
class BrokenLater {}
class Unrecognisable {}

class Jobs {
  @Traced({ onResult: (answer) => ({ 'job.answer': String(answer) }) })
  run<T>(job: T): T {
    return job;
  }

  @Traced()
  step(): void {}
}

const jobs = new Jobs();

registerEndStrategy<Job>({
  matches: (result): result is Job => result instanceof Job,
  follow(job, start) {
    const work = start();
    job.on('step', (step: (work: Work) => void) => step(work));
    return job;
  },
});

registerEndStrategy<Timetable>({
  matches: (result): result is Timetable => result instanceof Timetable,
  follow(timetable, start) {
    timetable.begin = start;
    return timetable;
  },
});

registerEndStrategy<BrokenAtOnce>({
  matches: (result): result is BrokenAtOnce => result instanceof BrokenAtOnce,
  follow() {
    throw new Error('broken at once');
  },
});

registerEndStrategy<BrokenLater>({
  matches: (result): result is BrokenLater => result instanceof BrokenLater,
  follow(_result, start) {
    start().run(() => jobs.step());
    throw new Error('broken later');
  },
});

registerEndStrategy<Unrecognisable>({
  matches: (result): result is Unrecognisable => {
    if (result instanceof Unrecognisable) throw new Error('broken before');
    return false;
  },
  follow: (result) => result,
});

/** Runs `step` with the work of a job, and returns how its span has ended by then. */
function ending(step: (work: Work) => void): unknown[] {
  jobs.run(new Job()).emit('step', step);
  const { status, attributes } = recorder.span('Jobs.run');
  return [status.code, attributes['job.answer']];
}

describe('registerEndStrategy', () => {
  it('adds a strategy that is asked before the built-in ones', () => {
    const job = jobs.run(new Job());
    expect([recorder.started, recorder.spans.length]).toEqual([1, 0]);
    job.emit('step', (work: Work) => work.end('done'));
    expect(recorder.span('Jobs.run').attributes['job.answer']).toBe('done');
  });

  it('asks the strategy that was added last first', () => {
    class UrgentJob extends Job {}
    registerEndStrategy<UrgentJob>({
      matches: (result): result is UrgentJob => result instanceof UrgentJob,
      follow(job, start) {
        start().end('urgent');
        return job;
      },
    });
    jobs.run(new UrgentJob());
    expect(recorder.span('Jobs.run').attributes['job.answer']).toBe('urgent');
  });

  it.each([
    ['broken when it looks', Unrecognisable],
    ['broken when it follows', BrokenAtOnce],
  ])('costs a warning, and the span ends at return, with a strategy that is %s', (_how, Result) => {
    const warnings = recordDiagMessages();
    const result = new Result();
    expect(jobs.run(result)).toBe(result);
    expect(recorder.tree()).toBe('Jobs.run');
    jobs.run(result);
    expect(warnings).toHaveLength(1);
  });

  it('ends the span that a strategy has started before it threw', () => {
    jobs.run(new BrokenLater());
    expect(recorder.tree()).toBe('Jobs.run\n  Jobs.step');
    expect(recorder.started).toBe(2);
  });
});

describe('Work', () => {
  const { UNSET, ERROR } = SpanStatusCode;

  it.each<[string, (work: Work) => void, unknown[]]>([
    ['ends', (work) => work.end('done'), [UNSET, 'done']],
    ['fails', (work) => work.fail(new Error('torn')), [ERROR, undefined]],
    ['is cancelled', (work) => work.cancel(), [UNSET, undefined]],
    ['resolves', (work) => work.resolve('done'), [UNSET, 'done']],
  ])('%s once, whatever comes after', (_how, step, expected) => {
    const more = Promise.resolve('more');
    const warnings = recordDiagMessages();
    const end = ending((work) => {
      step(work);
      work.end('more');
      work.fail(new Error('more'));
      work.cancel();
      expect(work.resolve(more)).toBe(more);
    });
    expect([end, warnings]).toEqual([expected, []]);
  });

  it('goes on with the work that it resolves to', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    let followed: unknown;
    jobs.run(new Job()).emit('step', (work: Work) => {
      followed = work.resolve(promise);
      work.end('too early');
    });
    expect(recorder.spans).toHaveLength(0);
    resolve('done');
    expect(await followed).toBe('done');
    expect(recorder.span('Jobs.run').attributes['job.answer']).toBe('done');
  });

  it('begins with its span where it was asked for, as often as it was', async () => {
    const timetable = jobs.run(new Timetable());
    expect(recorder.started).toBe(0);
    await inRoot(async () => {
      const work = timetable.begin();
      expect(work.run(activeSpanName)).toBe('Jobs.run');
      expect(work.run(() => work.runCaller(activeSpanName))).toBe('root');
      work.end();
    });
    timetable.begin().end();
    expect(recorder.tree()).toBe('root\n  Jobs.run\nJobs.run');
  });
});
