const cli = process.env.npm_execpath;

/** The npm that started us, else the one on the path: program and first arguments. */
const [program, ...prefix] = cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];

export function npm(...args) {
  return [program, [...prefix, ...args]];
}
