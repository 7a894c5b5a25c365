import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { departure } from '../files/schema.ts';
import { runHere, type Ended } from '../program-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-judge-qemu-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recording = readFileSync(
  new URL('../../timing/recordings/qemu-trace-events.log', import.meta.url),
  'utf8',
);
const lines = recording.trimEnd().split('\n');

function judge(log: readonly string[], ...flags: string[]): Promise<Ended> {
  writeFileSync(join(folder, 'events.log'), log.join('\n'));
  return runHere(folder, ['judge', '--qemu', ...flags, 'events.log']);
}

describe('skipover judge --qemu', () => {
  test('explains a recording, and writes a result as every judgement', async () => {
    const { code, stdout } = await judge(lines, '--json', 'judge.json');
    expect([code, stdout]).toEqual([0, expect.stringContaining('351 of 351 steps explained')]);
    const result: unknown = JSON.parse(readFileSync(join(folder, 'judge.json'), 'utf8'));
    expect(departure('judge', result)).toBeUndefined();
    expect(result).toMatchObject({ verdict: 'explained', system: 'qemu' });
  });

  test('rejects one with a page less, at the line that is there now', async () => {
    const { code, stdout } = await judge(lines.toSpliced(49, 1));
    expect(code).toBe(14);
    expect(stdout).toContain('line 50 is not explained: after qemu send cursor is');
    expect(stdout).toContain('guest write 0 to 255');
  });

  test('refuses one without an event that QEMU always writes, with the file and the line', async () => {
    const { code, stderr } = await judge(lines.toSpliced(183, 1));
    expect([code, stderr]).toEqual([65, expect.stringContaining('events.log: line 184:')]);
  });

  test.each([['--design', 'xen'], ['--follow'], ['--silent', 'server'], ['--reorder', '2']])(
    'takes no %s: the model is known, and so is the order',
    async (...flags) => {
      const { code, stderr } = await judge(lines, ...flags);
      expect([code, stderr]).toEqual([
        64,
        'skipover: --qemu names the model; it goes with --json, --out and --max-input only\n',
      ]);
    },
  );
});
