import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { InputFile } from '../../input/input-file.ts';
import { readPageTraceFile } from '../../timing/page-trace/file.ts';
import { buildRecorder } from './build-recorder.ts';

const main = fileURLToPath(new URL('../../../dist/src/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-record-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two live generations of blocks, and much that dies young. */
const program = `
public class Busy {
  static Object[] live = new Object[2000];
  static volatile Object dead;
  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 200_000; i++) {
      dead = new byte[1000];
      if (i % 50 == 0) live[i / 50 % live.length] = new byte[2000];
      if (i % 20_000 == 0) Thread.sleep(20);
    }
  }
}
`;

function skipover(...options: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [main, ...options], { encoding: 'utf8', cwd: folder });
}

async function whatIsMissing(): Promise<string | undefined> {
  try {
    await buildRecorder();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('record', { timeout: 240_000 }, () => {
  test('asks for a command', () => {
    const { status, stderr } = skipover('record');
    expect(status).toBe(64);
    expect(stderr).toContain('no command: skipover record -- java');
  });

  test.skipIf(!inject('thorough'))(
    'writes a page trace that simulate replays, or says what this machine lacks',
    async () => {
      const source = join(folder, 'Busy.java');
      writeFileSync(source, program);
      const heap = ['-XX:+UseParallelGC', '-Xms32m', '-Xmx128m'];
      const options = [
        'record',
        '--to',
        'busy.pdt',
        '--interval',
        '20',
        '--',
        'java',
        ...heap,
        source,
      ];
      const { status, stderr } = skipover(...options);
      const missing = await whatIsMissing();
      if (missing !== undefined || stderr.includes('this needs userfaultfd')) {
        expect(status).toBe(65);
        expect(stderr).toMatch(/record needs|nothing was recorded/);
        return;
      }
      expect([status, stderr]).toEqual([0, '']);
      const trace = readPageTraceFile(
        new InputFile(join(folder, 'busy.pdt'), { expected: 'a page trace' }),
      )!;
      expect(trace.warnings).toEqual([]);
      expect(trace.heapBytes).toBe(128 * 2 ** 20);
      expect(trace.collections.length).toBeGreaterThan(5);
      // A young collection copies what lives: it writes To or Old, and Eden's allocations are seen before.
      for (const { firstSample, endSample } of trace.collections) {
        const pages = trace.samples
          .slice(firstSample, endSample)
          .flatMap((each) => [...each.pages]);
        expect(pages.length).toBeGreaterThan(0);
        expect(trace.samples[firstSample - 1]!.cause).toBe('gcStart');
      }
      const written = trace.samples.reduce((sum, { pages }) => sum + pages.length, 0);
      // 200 MB of garbage in pages of 4 KiB.
      expect(written).toBeGreaterThan(45_000);
      const replayed = skipover(
        'simulate',
        '--workload',
        'busy.pdt',
        '--design',
        'hardened',
        '--vm',
        '512MiB',
        '--out',
        'out',
      );
      expect([replayed.status, replayed.stderr]).toEqual([0, '']);
    },
  );

  test('refuses another collector by name', async () => {
    if ((await whatIsMissing()) !== undefined) {
      expect(skipover('record', '--', 'java', '-version').status).toBe(65);
      return;
    }
    const source = join(folder, 'Busy.java');
    writeFileSync(source, program);
    const { status, stderr } = skipover('record', '--', 'java', '-XX:+UseSerialGC', source);
    expect(status).toBe(65);
    expect(stderr).toContain('only the Parallel collector can be recorded');
  });
});
