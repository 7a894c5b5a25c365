import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { PathsEntry } from '../../analysis/paths/paths-entry.ts';
import type { ItfTrace } from '../../replay/itf.ts';
import { type Ended, runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => runHere(folder, ['paths', ...args]);

function entryOf(file: string): PathsEntry {
  const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { results: PathsEntry[] };
  expect(departure('paths', content)).toBeUndefined();
  return content.results[0]!;
}

function countOf(entry: PathsEntry, status: PathsEntry['goals'][number]['status']): number {
  return entry.goals.filter((goal) => goal.status === status).length;
}

test('0: every goal is covered or proved unreachable, and each path is an ITF trace', async () => {
  const { code, stderr } = await run('--design', 'xen', '--json', 'xen.json', '--itf', 'traces');
  expect([code, stderr]).toEqual([0, '']);
  const entry = entryOf('xen.json');
  const [covered, unreachable] = [countOf(entry, 'covered'), countOf(entry, 'unreachable')];
  expect(covered + unreachable).toBe(entry.goals.length);
  expect(covered).toBeGreaterThan(50);
  expect(entry.paths.reduce((sum, { covers }) => sum + covers, 0)).toBe(covered);
  const files = readdirSync(join(folder, 'traces'));
  expect(files).toHaveLength(entry.paths.length);
  entry.paths.forEach(({ steps, name }, index) => {
    const file = join(folder, 'traces', `out_${index}.itf.json`);
    const { states, vars, '#meta': meta } = JSON.parse(readFileSync(file, 'utf8')) as ItfTrace;
    expect(meta['description']).toBe(name);
    expect(states).toHaveLength(steps.length + 1);
    for (const state of states) expect(Object.keys(state)).toEqual(['#meta', ...vars]);
    const taken = states.slice(1).map((state) => state['mbt::actionTaken']);
    expect(taken).toEqual(steps.map(({ process, step }) => `${process} ${step}`));
  });
}, 120_000);

test('15 and 20: what a bound leaves out is reported, never counted as covered', async () => {
  const few = await run('--design', 'xen', '--max-paths', '2', '--json', 'few.json');
  expect(few.code).toBe(15);
  expect(few.stdout).toContain('goals are left out');
  expect(entryOf('few.json').paths).toHaveLength(2);
  expect(countOf(entryOf('few.json'), 'uncovered')).toBeGreaterThan(0);
  const cut = await run('--max-states', '2000', '--json', 'cut.json');
  expect(cut.code).toBe(20);
  expect(cut.stdout).toContain('goals are unknown');
  expect(countOf(entryOf('cut.json'), 'unknown')).toBeGreaterThan(0);
}, 120_000);
