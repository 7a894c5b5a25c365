import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { GcCollection } from './collection.ts';
import type { CollectorName, GcEvent } from './events.ts';
import type { GcLog } from './history.ts';
import { readGcLogFiles } from './read-files.ts';

const program = fileURLToPath(new URL('samples/Churn.java', import.meta.url));
const compiler = spawnSync('javac', ['-version']);
const hasJava = compiler.status === 0;
// A machine without a JDK says so once, and records nothing.
if (!hasJava)
  console.log('no JDK here: no logs are recorded and read (install one to run this file)');

const folder = mkdtempSync(join(tmpdir(), 'skipover-recorded-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is asked of one JVM at the same time: five levels, and other decorations at one of them. */
const outputs: readonly (readonly [name: string, what: string, decorations: string])[] = [
  ['everything', 'gc*=debug,gc+ergo*=trace,safepoint*=info', 'uptimenanos,level,tags'],
  ['debug', 'gc*=debug', 'uptimenanos,level,tags'],
  ['info', 'gc*=info', 'uptimenanos,level,tags'],
  ['heap', 'gc,gc+start,gc+heap', 'uptimenanos,level,tags'],
  ['totals', 'gc', 'uptimenanos,level,tags'],
  ['milliseconds', 'gc*=info', 'uptimemillis,pid,tags'],
  ['wall-clock', 'gc*=info', 'time,level,tags'],
  [
    'all-decorations',
    'gc*=info',
    'time,utctime,uptime,timemillis,uptimemillis,timenanos,uptimenanos,hostname,pid,tid,level,tags',
  ],
];
const collectors: readonly CollectorName[] = ['Parallel', 'Serial', 'G1'];

const fileOf = (collector: CollectorName, name: string): string =>
  join(folder, `${collector}-${name}.log`);

function record(collector: CollectorName): void {
  const logs = outputs.map(
    ([name, what, decorations]) =>
      `-Xlog:${what}:file=${fileOf(collector, name)}:${decorations}:filecount=0`,
  );
  const regions = `-Xlog:gc*,gc+region=trace:file=${fileOf(collector, 'regions')}:uptimenanos,tags:filecount=0`;
  const options = ['-Xmx96m', '-Xms96m', '-Xmn24m', `-XX:+Use${collector}GC`, ...logs, regions];
  const { status, stderr } = spawnSync('java', [...options, program, '400']);
  expect([status, String(stderr)]).toEqual([0, expect.any(String)]);
}

function listOf({ collections }: GcLog): GcCollection[] {
  return Array.from({ length: collections.length }, (_, index) => collections.at(index));
}

/** Pauses in milliseconds as a search for the text finds them: nothing of the reader is used. */
function pausesIn(path: string): number[] {
  const found = readFileSync(path, 'utf8').matchAll(
    /Pause (?:Young|Full)[^\n]*\) (\d+[.,]\d+)ms$/gm,
  );
  return Array.from(found, ([, milliseconds]) => Number(milliseconds!.replace(',', '.')));
}

describe.runIf(hasJava).each(collectors)(
  'logs that a JVM of this machine has just written: %s',
  (collector) => {
    let truth: GcLog;
    test('everything is read, and nothing is damaged', async () => {
      record(collector);
      truth = await readGcLogFiles([fileOf(collector, 'everything')]);
      expect([truth.collector, truth.notes]).toEqual([collector, []]);
      const pauses = pausesIn(fileOf(collector, 'everything'));
      expect(pauses.length).toBeGreaterThan(10);
      expect(
        listOf(truth).map(({ pauseSeconds }) => Number((pauseSeconds * 1e3).toFixed(3))),
      ).toEqual(pauses);
      const details = new Set(listOf(truth).map(({ detail }) => detail));
      expect(details).toEqual(new Set([collector === 'G1' ? 'spaces' : 'addresses']));
      expect(listOf(truth).at(-1)).toMatchObject({ kind: 'full', cause: 'System.gc()' });
      expect(listOf(truth).every((each) => each.reachingSafepointSeconds >= 0)).toBe(true);
    }, 120_000);

    test.each(outputs.slice(1).map(([name]) => name))('%s reports the same', async (name) => {
      const log = await readGcLogFiles([fileOf(collector, name)]);
      expect(log.notes).toEqual([]);
      const [all, expected] = [listOf(log), listOf(truth)];
      expect(all.map(({ kind, cause }) => [kind, cause])).toEqual(
        expected.map(({ kind, cause }) => [kind, cause]),
      );
      const MiB = 2 ** 20;
      for (const [index, each] of all.entries()) {
        const same = expected[index]!;
        expect(each.pauseSeconds).toBe(same.pauseSeconds);
        // Wall clocks begin with the first line, of which the JVM is some milliseconds old.
        expect(Math.abs(each.startSeconds - same.startSeconds)).toBeLessThan(
          name === 'wall-clock' ? 10 : 0.02,
        );
        if (each.detail === 'totals') {
          const total = each.edenBefore + each.survivorsBefore + each.oldBefore;
          const known =
            same.edenBefore + same.survivorsBefore + same.oldBefore + same.humongousBefore;
          // G1 counts full regions, the totals count bytes.
          expect(Math.abs(total - known)).toBeLessThan(collector === 'G1' ? 6 * MiB : 1.5 * MiB);
          continue;
        }
        expect(Math.abs(each.edenBefore - same.edenBefore)).toBeLessThan(2048);
        expect(Math.abs(each.survivorsAfter - same.survivorsAfter)).toBeLessThan(2048);
        expect(Math.abs(each.oldAfter - same.oldAfter)).toBeLessThan(2048);
      }
    });

    test('gc+region=trace: every region, with its state, as events', async () => {
      const events: Extract<GcEvent, { type: 'region' }>[] = [];
      const onEvent = (event: GcEvent): void => {
        if (event.type === 'region') events.push(event);
      };
      const log = await readGcLogFiles([fileOf(collector, 'regions')], { onEvent });
      const printed = readFileSync(fileOf(collector, 'regions'), 'utf8').match(/G1HR /g) ?? [];
      expect(events).toHaveLength(printed.length);
      if (collector !== 'G1') return;
      const eden = events.filter(({ action, kind }) => action === 'ALLOC' && kind === 'EDEN');
      const used = listOf(log).reduce((sum, { edenBefore }) => sum + edenBefore, 0);
      expect(eden.length * log.regionBytes).toBeGreaterThanOrEqual(used);
      expect(eden.every(({ bottom, end }) => end - bottom === log.regionBytes)).toBe(true);
      expect(events.some(({ kind }) => kind === 'HUMS')).toBe(true);
    });
  },
);

test('where there is no JDK, nothing is recorded', () => {
  expect(hasJava || compiler.error !== undefined || compiler.status !== 0).toBe(true);
});
