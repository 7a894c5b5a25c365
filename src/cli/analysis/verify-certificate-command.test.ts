import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { CheckResults } from '../../report/results.ts';
import { type Ended, runHere } from '../program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'published.json');
const edited = join(folder, 'edited.json');

const skipover = (...args: readonly string[]): Promise<Ended> => runHere(folder, args);

beforeAll(async () => {
  await skipover(
    'check',
    '--design',
    'published',
    '--scope',
    'small',
    '--json',
    file,
    '--out',
    join(folder, 'out'),
  );
});

function editedBy(edit: (text: string) => string): ReturnType<typeof skipover> {
  writeFileSync(edited, edit(readFileSync(file, 'utf8')));
  return skipover('verify-certificate', edited);
}

test('a result is confirmed: all of a small scope, the nearest states of another', async () => {
  const complete = await skipover('verify-certificate', file);
  expect([complete.code, complete.stderr]).toEqual([0, '']);
  expect(complete.stdout).toMatch(/^published, .*: violated: confirmed on all [\d,]+ states\n$/);
  const part = await skipover('verify-certificate', file, '--max-states', '1000');
  expect(part.stdout).toMatch(/violated: nothing contradicts it in the nearest 1,\d+ states/);
});

test('a verdict that does not follow, of all or of one property, is refused', async () => {
  const other = await editedBy((text) =>
    text.replace('"verdict": "violated"', '"verdict": "verified"'),
  );
  expect(other.stderr).toMatch(/verdict: verified written, violated found/);
  const vacuous = await editedBy((text) => {
    const results = JSON.parse(text) as CheckResults;
    const [first] = results.results;
    const properties = first!.properties.map((row) =>
      row.id === 'S7' ? { ...row, verdict: 'vacuous' } : row,
    );
    return JSON.stringify({ ...results, results: [{ ...first!, properties }] });
  });
  expect([vacuous.code, vacuous.stderr]).toEqual([
    65,
    expect.stringMatching(/verdict of S7: vacuous written, verified found/),
  ]);
});

describe.skipIf(!inject('thorough'))('results of other kinds', () => {
  const verified = async (...args: readonly string[]): Promise<Ended> => {
    const result = join(folder, 'other.json');
    await skipover('check', ...args, '--json', result, '--out', join(folder, 'other'));
    return skipover('verify-certificate', result);
  };

  test('runs for ever are run again', async () => {
    const live = await verified('--design', 'published', '--liveness');
    expect([live.code, live.stderr]).toEqual([0, '']);
  });

  test('more states than a call has arguments are no trouble', async () => {
    const large = await verified('--design', 'hardened', '--hazard', 'silentApp');
    expect(large.stdout).toMatch(/confirmed on all 128,304 states/);
  });
});

test('a result that says something else is refused, with what was found: 65', async () => {
  const [entry] = (JSON.parse(readFileSync(file, 'utf8')) as CheckResults).results;
  const { states, transitions } = entry!;
  const fewer = await editedBy((text) =>
    text.replace(`"states": ${states}`, `"states": ${states - 1}`),
  );
  expect(fewer.code).toBe(65);
  expect(fewer.stderr).toMatch(/at results\.0 .*: states: \d+ written, \d+ found\n$/);
  const more = await editedBy((text) =>
    text.replace(`"transitions": ${transitions}`, `"transitions": ${transitions + 1}`),
  );
  expect(more.stderr).toMatch(/transitions: \d+ written, \d+ found/);
  const hidden = await editedBy((text) => {
    const results = JSON.parse(text) as CheckResults;
    const properties = results.results[0]!.properties.filter(({ id }) => id !== 'D');
    return JSON.stringify({ ...results, results: [{ ...results.results[0]!, properties }] });
  });
  expect(hidden.code).toBe(65);
  expect(hidden.stderr).toMatch(/D: stuck: .*: nothing written, after \d+ steps found/);
});

test('another model, or another file: 65', async () => {
  const other = await editedBy((text) => text.replace(/"modelHash": "..../, '"modelHash": "0000'));
  const cut = await editedBy((text) => text.slice(0, -100));
  expect([other.code, cut.code]).toEqual([65, 65]);
});
