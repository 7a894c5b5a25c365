import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import type { CheckResults } from '../report/results.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const checkpoint = join(folder, 'checkpoint');
const search = ['check', '--design', 'published', '--workers', '2'];

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

interface Kill {
  readonly signal: 'SIGKILL' | 'SIGINT';
  /** The checkpoint whose next change starts the clock. */
  readonly watch: string;
  readonly afterMs: number;
}

const manifestOf = (place: string): string => {
  const file = join(place, 'checkpoint.json');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

/** Runs the program, and ends it as `kill` says. */
async function run(args: readonly string[], kill?: Kill): Promise<Ended> {
  const out = ['--out', join(folder, 'out')];
  const child = spawn(process.execPath, ['dist/src/cli/main.js', ...args, ...out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const before = kill && manifestOf(kill.watch);
  const timer = setInterval(() => {
    if (kill === undefined || manifestOf(kill.watch) === before) return;
    clearInterval(timer);
    setTimeout(() => child.kill(kill.signal), kill.afterMs);
  }, 2);
  const [[code], stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    text(child.stderr),
  ]);
  clearInterval(timer);
  return { code, stderr };
}

/** What a result says, but for times. */
function told(file: string): unknown {
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as CheckResults;
  return results.map(({ seconds: _, ...entry }) => entry);
}

describe('a search that is killed', () => {
  test('at twenty moments, ends with the identical verdict, counts and counterexamples', async () => {
    const [whole, resumed] = [join(folder, 'whole.json'), join(folder, 'resumed.json')];
    const unbroken = await run([...search, '--json', whole]);
    const saving = ['--checkpoint', checkpoint, '--checkpoint-every', '0.001'];
    let kills = 0;
    // Another moment each time: in the search, between files of a checkpoint, within a file.
    for (; kills < 20; kills++) {
      const from = manifestOf(checkpoint) === '' ? [] : ['--resume', checkpoint];
      const kill = { signal: 'SIGKILL', watch: checkpoint, afterMs: (kills * 13) % 29 } as const;
      const { code } = await run([...search, ...saving, ...from], kill);
      expect(code).toBeNull();
    }
    const ended = await run([...search, '--resume', checkpoint, '--json', resumed]);
    expect(ended).toEqual(unbroken);
    expect(told(resumed)).toEqual(told(whole));
  }, 300_000);

  test('is refused where its checkpoint is damaged or of another design: 65, one line', async () => {
    const other = await run(['check', '--design', 'hardened', '--resume', checkpoint]);
    expect(other.code).toBe(65);
    expect(other.stderr).toMatch(/^skipover: .*: the checkpoint belongs to another model.*\n$/);
    const states = join(
      checkpoint,
      readdirSync(checkpoint).find((name) => name.startsWith('states'))!,
    );
    const bytes = readFileSync(states);
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(states, bytes);
    const damaged = await run([...search, '--resume', checkpoint]);
    expect(damaged.code).toBe(65);
    expect(damaged.stderr).toMatch(/^skipover: .*: the checkpoint is damaged: states\..*\n$/);
  });

  test('for several cells at once, or without a place: 64', async () => {
    expect((await run(['check', '--resume', checkpoint])).code).toBe(64);
    expect((await run([...search, '--checkpoint-every', '1'])).code).toBe(64);
    expect((await run([...search, '--resume', join(folder, 'none')])).code).toBe(65);
  });
});

test('interrupted: a checkpoint is written, and 130', async () => {
  const place = join(folder, 'interrupted');
  const scope = ['check', '--design', 'hardened', '--scope', 'ci'];
  const { code, stderr } = await run(
    [...scope, '--checkpoint', place, '--checkpoint-every', '0.01'],
    { signal: 'SIGINT', watch: place, afterMs: 1 },
  );
  expect(code).toBe(130);
  expect(stderr).toContain(`go on with --resume ${place}`);
  expect(existsSync(join(place, 'checkpoint.json'))).toBe(true);
});
