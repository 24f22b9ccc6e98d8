/** What the environment of this process says about the traces of tests. */
export interface KitVariables {
  /** `TRACED_SEED`: the seed of an earlier run, whose trace ids this run is to have again. */
  readonly seed: string | undefined;
  /** `TRACED_REPORTS`: the folder for the traces of failed tests; `undefined` when it is `off`. */
  readonly reports: string | undefined;
  /** `TRACED_CONTRACTS`: the folder for the report of contracts; `undefined` when no report was asked for. */
  readonly contracts: string | undefined;
}

/** Reads the variables of this process, each time anew. */
export function kitVariables(environment: NodeJS.ProcessEnv = process.env): KitVariables {
  const { TRACED_SEED: seed, TRACED_REPORTS: reports, TRACED_CONTRACTS: contracts } = environment;
  return {
    seed: seed === '' ? undefined : seed,
    reports: reports === 'off' ? undefined : reports || 'reports/traces',
    contracts: contracts === '' ? undefined : contracts,
  };
}

/** Sets variables of this process; returns a function that gives them the values that they had before. */
export function setVariables(
  values: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv = process.env,
): () => void {
  const before = Object.keys(values).map((name) => [name, environment[name]] as const);
  Object.assign(environment, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete environment[name];
      else environment[name] = value;
    }
  };
}
