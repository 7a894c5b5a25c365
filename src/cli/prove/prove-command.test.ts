import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ProveResults } from '../../report/prove-results.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Ended, runHere } from '../program-run.ts';
import { departure } from '../files/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-prove-'));
afterAll(() => rmSync(folder, { recursive: true }));

const skipover = (...args: readonly string[]): Promise<Ended> => runHere(folder, args);

describe('skipover prove', { timeout: 240_000 }, () => {
  test('proves xen for every size, and says what that means', async () => {
    const json = join(folder, 'proved.json');
    const { code, stdout: out } = await skipover('prove', '--design', 'xen', '--json', json);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain('xen, no hazard: proved for every size of the abstract model');
    expect(out).toContain('D, L1, L2: an over-approximation');
    expect(out).toMatch(/executor is tested, not proved:\s+this run\s+compared [\d,]+ steps/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const content = JSON.parse(readFileSync(json, 'utf8')) as ProveResults;
    expect(departure('prove', content)).toBeUndefined();
    const [entry] = content.results;
    expect(entry!.properties.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'S1 proved',
      'S6 proved',
    ]);
    expect(entry!.simulation.mapped).toBeGreaterThan(1_000);
    const confirmed = await skipover('verify-certificate', json);
    expect(confirmed.stdout).toContain('xen, no hazard: proved: confirmed on all ');
    const wrong = { ...content, results: [{ ...entry!, transitions: entry!.transitions - 1 }] };
    writeFileSync(json, JSON.stringify(wrong));
    const { code: refused, stderr: err } = await skipover('verify-certificate', json);
    expect(refused).toBe(exitCodes.data);
    expect(err).toMatch(/at results\.0 .*: transitions: \d+ written, \d+ found\n$/);
  });

  test('a limit is inconclusive and no proof', async () => {
    const { code, stdout: out } = await skipover('prove', '--design', 'xen', '--max-states', '100');
    expect(code).toBe(exitCodes.inconclusive);
    expect(out).toContain('xen, no hazard: inconclusive');
  });

  test('refutes a design by a run that replays', async () => {
    const json = join(folder, 'refuted.json');
    const args = ['--design', 'xen:lastClean=beforeSuspend', '--json', json];
    const { code, stdout: out } = await skipover('prove', ...args);
    expect(code).toBe(exitCodes.safety);
    expect(out).toContain('xen:lastClean=beforeSuspend, no hazard: refuted by a real run');
    const content = JSON.parse(readFileSync(json, 'utf8')) as ProveResults;
    expect(departure('prove', content)).toBeUndefined();
    expect(content.results[0]!.properties[0]).toMatchObject({ id: 'S1', verdict: 'refuted' });
    const file = /skipover replay (\S+)/.exec(out)![1]!;
    const replayed = await skipover('replay', file);
    expect(replayed.code).toBe(exitCodes.ok);
    expect(replayed.stdout).toContain('S1');
    const certified = await skipover('verify-certificate', json);
    expect(certified.stdout).toContain('; 1 real run repeated');
  });

  test('--together without --all-hazards is a mistake', async () => {
    expect(await skipover('prove', '--together')).toMatchObject({ code: exitCodes.usage });
  });

  test.each([
    ['--hazard secondMigration', "hazard 'secondMigration' cannot be proved for every size"],
    ['--design xen:switchover=atOnce', 'switchover=atOnce cannot be proved for every size'],
  ])('refuses %s by name, with the reason', async (args, message) => {
    const { code, stderr: err } = await skipover('prove', ...args.split(' '));
    expect(code).toBe(exitCodes.configuration);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
