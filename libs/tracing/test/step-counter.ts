import { type Profiler, Session } from 'node:inspector/promises';

/**
 * Counts how often the blocks of code in the files below a folder run, all together: what takes time, in
 * numbers that are the same on every machine.
 */
export class StepCounter {
  private readonly session = new Session();

  private constructor(private readonly folder: string) {}

  static async start(folder: string): Promise<StepCounter> {
    const counter = new StepCounter(folder);
    counter.session.connect();
    await counter.session.post('Profiler.enable');
    await counter.session.post('Profiler.startPreciseCoverage', {
      callCount: true,
      detailed: true,
    });
    return counter;
  }

  async count(work: () => void): Promise<number> {
    await this.session.post('Profiler.takePreciseCoverage');
    work();
    const { result } = await this.session.post('Profiler.takePreciseCoverage');
    return result.filter(({ url }) => url.includes(this.folder)).reduce(addRuns, 0);
  }

  stop(): void {
    this.session.disconnect();
  }
}

function addRuns(sum: number, { functions }: Profiler.ScriptCoverage): number {
  const ranges = functions.flatMap((each) => each.ranges);
  return ranges.reduce((total, { count }) => total + count, sum);
}
