import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { runHere } from '../program-run.ts';
import { killAndResume, runUntil, search, type Ended, type Kill } from './killed-search.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const checkpoint = join(folder, 'checkpoint');
const run = (args: readonly string[], kill?: Kill): Promise<Ended> => runUntil(folder, args, kill);

describe.skipIf(!inject('thorough'))('a search that is killed', () => {
  test('ends with the identical verdict, counts and counterexamples', async () => {
    const { codes, unbroken, ended, reported } = await killAndResume(folder, checkpoint, 1);
    expect(codes).toEqual([null]);
    expect(ended).toEqual(unbroken);
    expect(reported[1]).toEqual(reported[0]);
  }, 300_000);

  test('is refused where its checkpoint is damaged or of another design: 65, one line', async () => {
    const other = await run(['check', '--design', 'hardened', '--resume', checkpoint]);
    expect(other.code).toBe(65);
    expect(other.stderr).toMatch(/^skipover: .*: the checkpoint belongs to another model.*\n$/);
    // A search that was killed while it wrote leaves files that no manifest names.
    const [manifest] = readFileSync(join(checkpoint, 'checkpoint.json'), 'utf8').split('\n');
    const { files } = JSON.parse(manifest!) as { files: { name: string }[] };
    const states = join(checkpoint, files[0]!.name);
    const bytes = readFileSync(states);
    bytes[bytes.length >> 1]! ^= 4;
    writeFileSync(states, bytes);
    const damaged = await run([...search, '--resume', checkpoint]);
    expect(damaged.code).toBe(65);
    expect(damaged.stderr).toMatch(/^skipover: .*: the checkpoint is damaged: states\..*\n$/);
  });
});

test('for several cells at once, or without a place: 64', async () => {
  const codeOf = async (...args: string[]) => (await runHere(folder, args)).code;
  expect(await codeOf('check', '--resume', checkpoint)).toBe(64);
  expect(await codeOf(...search, '--checkpoint-every', '1')).toBe(64);
  expect(await codeOf(...search, '--resume', join(folder, 'none'))).toBe(65);
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
