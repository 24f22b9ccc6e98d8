import { isTracingVariable, readVariable, setVariable } from '#sdk/settings/variables.js';

/**
 * Sets the variables of tracing that PM2 is about to set. In its cluster mode a worker starts with the
 * environment of PM2's daemon. The application's environment is one variable in JSON, which PM2 copies into
 * `process.env` only after the preloaded modules have run.
 *
 * @see https://github.com/Unitech/pm2/blob/master/lib/ProcessContainer.js
 */
export function applyPm2Variables(): void {
  for (const [name, value] of Object.entries(readPm2Variables())) {
    if (isTracingVariable(name)) setVariable(name, String(value));
  }
}

function readPm2Variables(): object {
  try {
    return Object(JSON.parse(readVariable('pm2_env') ?? '{}')) as object;
  } catch {
    return {};
  }
}
