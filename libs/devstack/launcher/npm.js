const cli = process.env.npm_execpath;

// The npm that started this process, or else the one on the path.
const [program, ...prefix] = cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];

/** Returns the program and the arguments that run npm with `args`. */
export function npm(...args) {
  return [program, [...prefix, ...args]];
}
