import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { WitnessesResults } from '../report/results.ts';
import { type Ended, runHere } from './program-run.ts';
import { departure } from './files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-searches-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]): Promise<Ended> => runHere(folder, args);

function read(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>;
}

describe('skipover harden', () => {
  const bounds = ['--hazard', 'unalignedSurvivors', '--scope', 'bare', '--max-states', '50000'];

  test.skipIf(!inject('thorough'))(
    'names the cheapest settings, what each switch is for, and files that replay',
    async () => {
      const { code, stdout, stderr } = await run(
        'harden',
        ...bounds,
        '--json',
        'h.json',
        '--out',
        'h',
      );
      expect(stderr).toBe('');
      expect(code).toBe(0);
      expect(stdout).toContain('mustSendRounding=outward');
      expect(stdout).toContain('check --design published:');
      const result = read('h.json');
      expect(departure('harden', result)).toBeUndefined();
      expect(read('h/results/harden-unalignedsurvivors-bare.json')).toEqual(result);
      const [trace] = readdirSync(join(folder, 'h', 'traces'));
      const replayed = await run('replay', join('h', 'traces', trace!));
      expect(replayed).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('out of time it is inconclusive: 20', async () => {
    const { code, stdout } = await run(
      'harden',
      ...bounds,
      '--max-seconds',
      '0.001',
      '--out',
      'cut',
    );
    expect(code).toBe(20);
    expect(stdout).toContain('Inconclusive');
    const result = read('cut/results/harden-unalignedsurvivors-bare.json');
    expect(departure('harden', result)).toBeUndefined();
    expect(result['complete']).toBe(false);
  });
});

describe('skipover assumptions', () => {
  test('says what a design rests on, and what no hazard drops', async () => {
    const configuration = ['--hazard', 'unalignedSurvivors', '--scope', 'bare'];
    const design = ['--design', 'hardened:mustSendRounding=inward'];
    const { code, stdout } = await run(
      'assumptions',
      ...design,
      ...configuration,
      '--json',
      'a.json',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('{A9}');
    expect(stdout).toContain('A17');
    expect(departure('assumptions', read('a.json'))).toBeUndefined();
  });
});

describe('skipover witnesses', () => {
  test('saves passing runs that replay', async () => {
    const { code, stdout } = await run('witnesses', '--design', 'hardened', '--scope', 'bare');
    expect(code).toBe(0);
    expect(stdout).toContain('consumed dirtiness: in no run');
    const traces = join(folder, 'reports', 'traces');
    const file = readdirSync(traces).find((name) => name.endsWith('.s1.witness.json'));
    expect(await run('replay', join(traces, file!))).toMatchObject({ code: 0, stderr: '' });
    const result = read(
      'reports/results/witnesses-hardened-bare.json',
    ) as unknown as WitnessesResults;
    expect(departure('witnesses', result)).toBeUndefined();
    const seen = result.results[0]!.witnesses.find(({ property }) => property === 'S1');
    expect(await run('replay', '--token', seen!.run!.token)).toMatchObject({ code: 0, stderr: '' });
    expect(read('reports/report.json')['traces']).toContainEqual(
      expect.objectContaining({ kind: 'witness', token: seen!.run!.token }),
    );
  });
});

test.each([
  [10, ['harden', '--hazard', 'none'], "unknown hazard 'none'"],
  [10, ['assumptions', '--design', 'none'], "unknown design 'none'"],
  [10, ['witnesses', '--scope', 'none'], "unknown scope 'none'"],
  [64, ['harden', '--max-states', '0'], "'0'"],
  [64, ['assumptions', '--max-seconds', 'soon'], "'soon'"],
])('a refusal is one line: %d, %o', async (code, args, says) => {
  const ended = await run(...args);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(/^\S[^\n]*\n$/);
  expect(ended.stderr).toContain(says);
});
