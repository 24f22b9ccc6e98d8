export default {
  test: {
    include: ['dist/**/*.spec.js'],
    testTimeout: 2_000,
    reporters: ['default', '@traced/kit/vitest-reporter'],
  },
};
