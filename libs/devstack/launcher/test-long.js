// `npm test`, but with every generated run that a requirement names, where `npm test` has a tenth.
process.env.GENERATED_RUNS = 'all';
await import('./test.js');
