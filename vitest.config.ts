import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Long searches and all mutants: `npm run test:full`, and nothing else, runs them. */
const full = ['{src,properties,models,examples}/**/*.full.{test,spec}.ts'];
/** Campaigns of a quarter of an hour and more each: `npm run test:long`, by hand. CI does not run them yet: they
 * have not passed as a whole on a machine of two cores. */
const long = ['{src,properties,models,examples}/**/*.long.{test,spec}.ts'];
/** In the full tier these files try more cases (`inject('thorough')`). */
const both = [
  'examples/adapters/adapters.test.ts',
  'examples/classics/mig.test.ts',
  'examples/lkm-core/lkm-core.test.ts',
  'properties/reductions.spec.ts',
  'src/analysis/assumptions/minimal-assumptions.test.ts',
  'src/analysis/matrix/lock-step.test.ts',
  'src/analysis/matrix/post-copy.test.ts',
  'src/checking/check.test.ts',
  'src/checking/reductions/reductions.test.ts',
  'src/checking/search/worker-deadlock.test.ts',
  'src/checking/search/workers.test.ts',
  'src/cli/analysis/verify-certificate-command.test.ts',
  'src/cli/campaign/campaign.test.ts',
  'src/cli/check/checkpoint.test.ts',
  'src/cli/record/record-command.test.ts',
  'src/cli/replay/trace-file.test.ts',
  'src/cli/searches.test.ts',
  'src/system/successors.test.ts',
  'src/testing/conform-system.test.ts',
  'src/timing/gc-log/redecorated.test.ts',
  'src/timing/paper/paper.test.ts',
];
const standard = [
  '{src,models,examples}/**/*.test.ts',
  'properties/**/*.spec.ts',
  'examples/**/*.spec.ts',
];

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether a test tries all of its cases. */
    readonly thorough: boolean;
  }
}

export default defineConfig({
  // `import 'skipover'` in the examples means the sources. By names and not by the condition in package.json, which
  // Node would follow too when a test loads the built program.
  resolve: {
    alias: ['index', 'vitest', 'migration'].map((door) => ({
      find: door === 'index' ? /^skipover$/ : new RegExp(`^skipover/${door}$`),
      replacement: fileURLToPath(new URL(`./src/${door}.ts`, import.meta.url)),
    })),
  },
  test: {
    // The built program, which tests load, is not for vitest to transform.
    server: { deps: { external: [/\/dist\//] } },
    globalSetup: './vitest.setup.ts',
    // Processes rather than threads: tests of the command line and of workers start their own, and
    // each search gets a heap to itself. Two, because machines for tests have two cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // What is waited for is waited for: a busy machine is no failure.
    // A browser, a JVM or a server that stumbles is asked once more in CI, and the output says so (retry x1).
    retry: env['CI'] === undefined ? 0 : 1,
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', ['junit', { outputFile: 'reports/junit-tests.xml' }]],
    projects: [
      {
        extends: true,
        // Files share a process and what it has loaded: two fifths of the time of most of them. A test that changes
        // the process puts it back.
        test: {
          name: 'standard',
          include: standard,
          exclude: [...full, ...long],
          isolate: false,
          provide: { thorough: false },
        },
      },
      {
        extends: true,
        test: {
          name: 'full',
          include: [...full, ...both],
          testTimeout: 600_000,
          provide: { thorough: true },
        },
      },
      { extends: true, test: { name: 'long', include: long, testTimeout: 1_800_000 } },
    ],
  },
});
