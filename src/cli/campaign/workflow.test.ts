import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../program-run.ts';

const root = new URL('../../../', import.meta.url);

interface Job {
  readonly needs?: string;
  readonly if?: string;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

/** The GitHub Actions workflow that docs/campaigns.md shows. */
function jobs(): Readonly<Record<string, Job>> {
  const page = readFileSync(fileURLToPath(new URL('docs/campaigns.md', root)), 'utf8');
  const [, text] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  return (parse(text!) as { jobs: Readonly<Record<string, Job>> }).jobs;
}

const { part, merge } = jobs();

test('the workflow runs every shard and merges whatever they found', () => {
  const { shard } = part!.strategy!.matrix;
  const [command] = part!.steps.flatMap(({ run }) => (run?.includes('--shard') ? [run] : []));
  const [, count] = /--shard \$\{\{ matrix\.shard \}\}\/(\d+)/.exec(command!) ?? [];
  expect(shard).toEqual(Array.from({ length: Number(count) }, (_, at) => at + 1));
  expect(merge).toMatchObject({ needs: 'part', if: 'always()' });
  const used = (job: Job, action: string) =>
    job.steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`) === true)?.with;
  expect(used(part!, 'upload-artifact')).toMatchObject({ path: 'reports/shards' });
  const { path } = used(merge!, 'download-artifact') as { readonly path: string };
  expect(merge!.steps.map(({ run }) => run)).toContain(`npx skipover merge ${path}`);
});

test('the program knows every option of the workflow', () => {
  const commands = [part!, merge!].flatMap(({ steps }) =>
    steps.flatMap(({ run }) => (run?.startsWith('npx skipover ') === true ? [run] : [])),
  );
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    const [name, ...words] = command.split(/\s+/).slice(2);
    const { stdout, status } = spawnSync(process.execPath, [program, name!, '--help'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    for (const option of words.filter((word) => word.startsWith('--'))) {
      expect(stdout).toContain(`${option} `);
    }
  }
});
