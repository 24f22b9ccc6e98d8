import { startSubject } from '../subjects/start-subject.mjs';
import { withBases } from '../subjects/subjects.mjs';
import { alternate, rowOf } from './contend.mjs';
import { openLab } from './lab.mjs';

const BOOTS = 7;
const MAX_MILLIS = 300_000;

export const BOOT_TIME = 'boot, until the server listens';
export const LOADED_MODULES = 'modules loaded';

const ROWS = [
  { name: BOOT_TIME, key: 'millis', unit: 'ms' },
  { name: 'resident memory after boot', key: 'residentMegabytes', unit: 'MB' },
  { name: LOADED_MODULES, key: 'modules', unit: 'files' },
];

/** Measures how long each subject takes to boot, and counts the files that it loads, in a process of its own. */
export async function measureBoot({ chosen, signal, log }) {
  log('measuring boots');
  const lab = await openLab();
  try {
    const contenders = [];
    for (const subject of withBases(chosen)) {
      signal.throwIfAborted();
      const modules = await countModules(subject, lab);
      contenders.push({
        ...subject,
        burst: async () => ({ ...(await boot(subject, lab)), modules }),
      });
    }
    const measured = await alternate(contenders, { rounds: BOOTS, maxMillis: MAX_MILLIS, signal });
    return { results: ROWS.flatMap((row) => rowOf(measured, row)) };
  } finally {
    await lab.stop();
  }
}

async function boot(subject, lab) {
  const start = performance.now();
  const service = await startSubject(subject, lab.endpoints[0]);
  const millis = performance.now() - start;
  const { residentBytes } = await service.ask('usage');
  await service.stop();
  return { millis, residentMegabytes: residentBytes / 1e6 };
}

async function countModules(subject, lab) {
  const service = await startSubject(subject, lab.endpoints[0], { countsModules: true });
  const { modules } = await service.ask('usage');
  await service.stop();
  return modules;
}
