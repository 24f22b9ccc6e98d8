// Runs `npm test` with all the generated inputs that a requirement asks for; `npm test` alone runs a tenth of them.
process.env.GENERATED_RUNS = 'all';
await import('./test.js');
