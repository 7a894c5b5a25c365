import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../../', import.meta.url);
const read = (file: string): string => readFileSync(fileURLToPath(new URL(file, root)), 'utf8');

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly strategy: { readonly matrix: { readonly node: readonly number[] } };
        readonly steps: readonly { readonly run?: string }[];
      }
    >
  >;
}

test('the workflow of this repository runs the command of the README on every Node that is promised', () => {
  const { jobs } = parse(read('.github/workflows/ci.yml')) as Workflow;
  const { strategy, steps } = jobs['test']!;
  expect(strategy.matrix.node).toEqual([20, 22, 24]);
  expect(steps.map(({ run }) => run)).toContain('npm cit');
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${strategy.matrix.node[0]}.19`);
});
