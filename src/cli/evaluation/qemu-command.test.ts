import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { QemuResults } from '../../report/results.ts';
import { type Ended, runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-qemu-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recorded = new URL('../../timing/recordings/qemu-runs.json.gz', import.meta.url);
const { runs } = JSON.parse(gunzipSync(readFileSync(recorded)).toString()) as {
  runs: { id: string; accel?: string; freePageHint?: boolean }[];
};

async function qemu(name: string, text: string): Promise<Ended & { readonly json: string }> {
  const file = join(folder, name);
  writeFileSync(file, text);
  const json = join(folder, `${name}.out.json`);
  const args = ['qemu', '--runs', file, '--seeds', '2', '--json', json, '--out', folder];
  return { ...(await runHere(folder, args)), json };
}

describe('what skipover qemu writes', () => {
  const chosen = runs.filter(({ id }) => id === 'Kd1' || id === 'k3');
  const hinted = runs
    .filter(({ freePageHint }) => freePageHint === true)
    .slice(1, 2)
    .flatMap((run) => [run, { ...run, id: 'unpolled', poll: [] }]);
  let content: QemuResults;

  test('is what its schema says, also of a run that cannot be simulated', async () => {
    const run = await qemu('some.json', JSON.stringify({ runs: [...chosen, ...hinted] }));
    expect([run.code, run.stderr]).toEqual([0, '']);
    content = JSON.parse(readFileSync(run.json, 'utf8')) as QemuResults;
    expect(departure('qemu', content)).toBeUndefined();
    expect(content.runs.map(({ simulated }) => simulated !== undefined)).toEqual([
      ...chosen.map(() => true),
      true,
      false,
    ]);
    expect(content.runs.map(({ inferred }) => inferred)).toEqual([
      ...chosen.map(() => undefined),
      true,
      undefined,
    ]);
  });

  test.each<[string, (content: QemuResults) => unknown, string]>([
    ['no runs', (all) => ({ ...all, runs: [] }), 'runs'],
    [
      'a run without measurement',
      (all) => ({ ...all, runs: [{ id: 'x', forced: false }] }),
      'runs.0',
    ],
    ['another kind', (all) => ({ ...all, schema: 'skipover-paper/1' }), 'schema'],
    ['something more', (all) => ({ ...all, extra: 1 }), 'extra'],
  ])('and %s is not', (_what, spoil, place) => {
    expect(departure('qemu', spoil(content))).toContain(place);
  });

  test.each([
    ['cut.json', '{"runs": [{"id": "Ka0",', 'cut.json'],
    ['binary.json', '\u0000\u0001\u0002', 'binary.json'],
    ['other.json', '{"schema": "skipover-paper/1"}', 'at runs'],
  ])('%s is refused in one line', async (name, text, says) => {
    const { code, stderr } = await qemu(name, text);
    expect(code).toBe(65);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(says);
  });
});
