import { defineConfig } from 'vitest/config';

export default defineConfig({
  // `import 'skipover'` in the examples means the sources; see "exports" in package.json.
  resolve: { conditions: ['skipover-source'] },
  ssr: { resolve: { conditions: ['skipover-source'] } },
  test: {
    globalSetup: './vitest.setup.ts',
    include: ['src/**/*.test.ts', 'properties/**/*.spec.ts', 'models/**/*.test.ts'],
    // Processes rather than threads: tests of the command line and of workers start their own, and
    // each search gets a heap to itself. Two, because machines for tests have two cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['junit', { outputFile: 'reports/junit-tests.xml' }]],
  },
});
