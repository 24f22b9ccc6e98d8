export default { test: { include: ['dist/**/*.spec.js'], testTimeout: 2_000 } };
