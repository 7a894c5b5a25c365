import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere, type Ended } from '../program-run.ts';
import { filesThatDiffer, filesWithoutTimes, linesWithoutTimes } from './without-times.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

function skipover(...args: string[]): Promise<Ended> {
  return runHere(folder, args);
}

describe('shards of a check', () => {
  const cells = ['--scenario', '1'];
  const pairs = ['--design', 'published', '--hazard', 'remap,swap,lossyNetlink', '--pairs'];
  const check = ['check', ...pairs, '--scope', 'small', '--max-states', '2000'];
  let one: Ended;
  const shards: Ended[] = [];
  beforeAll(async () => {
    one = await skipover(...check, '--out', 'one');
    for (const index of [1, 2, 3, 4]) {
      shards.push(await skipover(...check, '--shard', `${index}/4`, '--out', `part-${index}`));
    }
  }, 60_000);

  test('merge to what one machine writes and prints, but for times', async () => {
    expect(one).toMatchObject({ code: 11, stderr: '' });
    // The fourth shard of three cells is empty.
    const codes = shards.map(({ code }) => code);
    expect(codes.slice(0, 3)).toContain(11);
    expect(codes[3]).toBe(0);
    expect(shards.map(({ stderr }) => stderr)).toEqual(['', '', '', '']);
    const merged = await skipover('merge', 'part-1', 'part-2', 'part-3', 'part-4', '--out', 'all');
    expect([merged.code, merged.stderr]).toEqual([11, '']);
    expect(linesWithoutTimes(merged.stdout)).toBe(linesWithoutTimes(one.stdout));
    const before = filesWithoutTimes(join(folder, 'one'));
    expect(Object.keys(before).length).toBeGreaterThan(5);
    expect(filesThatDiffer(before, filesWithoutTimes(join(folder, 'all')))).toEqual([]);
  });

  test('are refused if one is missing, of another program, or none is there', async () => {
    const missing = await skipover('merge', 'part-1', 'part-3', '--out', 'none');
    expect([missing.code, missing.stderr]).toEqual([
      65,
      expect.stringMatching(/^skipover: check-published-\S+: missing shards: 2\/4, 4\/4\n$/),
    ]);
    const name = readdirSync(join(folder, 'part-1/shards'))[0]!;
    const text = readFileSync(join(folder, 'part-1/shards', name), 'utf8');
    const foreign = mkdtempSync(join(folder, 'foreign-'));
    writeFileSync(
      join(foreign, name),
      text.replace(/"program": "\w+"/, '"program": "0123456789abcdef"'),
    );
    const refused = await skipover('merge', foreign, '--out', 'none');
    expect([refused.code, refused.stderr]).toEqual([
      65,
      expect.stringContaining('made by another program'),
    ]);
    const empty = await skipover('merge', mkdtempSync(join(folder, 'empty-')), '--out', 'none');
    expect([empty.code, empty.stderr]).toEqual([65, expect.stringContaining('no shard is there')]);
  });

  test('do not invent answers', async () => {
    const name = readdirSync(join(folder, 'part-4/shards'))[0]!;
    const forged = mkdtempSync(join(folder, 'forged-'));
    for (const index of [1, 2, 3, 4]) {
      const part = join(folder, `part-${index}/shards`, name.replace('.4-of', `.${index}-of`));
      const content = JSON.parse(readFileSync(part, 'utf8')) as { answers: object };
      const answers = index === 2 ? {} : content.answers;
      writeFileSync(join(forged, `${index}.shard.json`), JSON.stringify({ ...content, answers }));
    }
    const { code, stderr } = await skipover('merge', forged, '--out', 'none');
    expect([code, stderr]).toEqual([65, expect.stringContaining('no shard has the answer')]);
  });

  test.each([
    ['0/4', 'expected a part of several'],
    ['5/4', 'expected a part of several'],
    ['1', 'expected a part of several'],
  ])('--shard %s is refused', async (text, reason) => {
    const { code, stderr } = await skipover('check', ...cells, '--shard', text);
    expect([code, stderr]).toEqual([64, expect.stringContaining(reason)]);
  });

  test('have no options that belong to one machine', async () => {
    const { code, stderr } = await skipover(
      'check',
      ...cells,
      '--shard',
      '1/2',
      '--store',
      'bloom',
    );
    expect([code, stderr]).toEqual([64, expect.stringContaining('has no --store bloom')]);
  });
});
