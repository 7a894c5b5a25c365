import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../../', import.meta.url);
const program = fileURLToPath(new URL('dist/src/cli/main.js', root));

interface Workflow {
  readonly on: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly 'runs-on': string;
        readonly steps: readonly {
          readonly uses?: string;
          readonly run?: string;
          readonly if?: string;
          readonly with?: Readonly<Record<string, unknown>>;
        }[];
      }
    >
  >;
}

/** The GitHub Actions workflow that docs/ci.md shows. */
function workflow(): Workflow {
  const page = readFileSync(new URL('docs/ci.md', root), 'utf8');
  const [, text] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  return parse(text!) as Workflow;
}

describe('the workflow in docs/ci.md', () => {
  const { on, jobs } = workflow();
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

  test('checks, fuzzes within a budget of time, and keeps the page whatever happens', () => {
    expect(on).toBeDefined();
    expect(commands.some((command) => command.startsWith('npx skipover check'))).toBe(true);
    expect(commands.some((command) => /skipover fuzz .*--max-seconds \d+/.test(command))).toBe(
      true,
    );
    const upload = steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@') === true);
    expect(upload).toMatchObject({ if: 'always()', with: { path: 'reports' } });
    const report = steps.find(({ run }) => run?.startsWith('npx skipover report') === true);
    expect(report?.if).toBe('always()');
  });

  test.each(commands.filter((command) => command.startsWith('npx skipover')))(
    'the program knows every option of: %s',
    (command) => {
      const [name, ...words] = command.split(/\s+/).slice(2);
      const { stdout, status } = spawnSync(process.execPath, [program, name!, '--help'], {
        encoding: 'utf8',
      });
      expect(status).toBe(0);
      expect(stdout).toContain(`skipover ${name}`);
      for (const option of words.filter((word) => word.startsWith('--'))) {
        expect(stdout).toContain(`${option} `);
      }
    },
  );
});
