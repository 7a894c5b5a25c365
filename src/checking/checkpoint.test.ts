import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheServer } from '../bench/cache-server.ts';
import { mig } from '../bench/mig.ts';
import { InputError } from '../foundation/input-error.ts';
import { check, type CheckOptions } from './check.ts';
import type { Visited } from './visited.ts';

const folders = mkdtempSync(join(tmpdir(), 'skipover-checkpoint-'));
afterAll(() => rmSync(folders, { recursive: true }));

let made = 0;
function newFolder(): string {
  const folder = join(folders, `${made++}`);
  mkdirSync(folder);
  return folder;
}

const system = mig(3, 1, 1);

/** Writes a checkpoint after so many rounds and ends there. */
function interrupted(folder: string, rounds: number, options: CheckOptions = {}) {
  let asked = 0;
  return check(system, {
    ...options,
    checkpoint: { folder, due: () => false },
    stop: () => (++asked === rounds ? 'interrupted' : undefined),
  });
}

const modes: readonly { readonly visited: Visited }[] = [
  { visited: { mode: 'exact' } },
  { visited: { mode: 'fingerprint' } },
  { visited: { mode: 'bloom', bits: 2 ** 16 } },
];

describe.each(modes)('a search taken up again, $visited.mode', ({ visited }) => {
  test('ends as if it had never been interrupted, wherever it was', () => {
    const whole = JSON.stringify(check(system, { visited }));
    for (let rounds = 1; rounds < 15; rounds++) {
      const folder = newFolder();
      expect(interrupted(folder, rounds, { visited }).ended!.reason).toBe('interrupted');
      expect(JSON.stringify(check(system, { visited, resume: folder }))).toBe(whole);
    }
  });

  test('again and again', () => {
    const folder = newFolder();
    interrupted(folder, 2, { visited });
    for (let times = 0; times < 4; times++) interrupted(folder, 3, { visited, resume: folder });
    const result = check(system, { visited, resume: folder });
    expect(JSON.stringify(result)).toBe(JSON.stringify(check(system, { visited })));
  });
});

test('a budget may be raised when a search is taken up again', () => {
  const folder = newFolder();
  const checkpoint = { folder, due: () => false };
  expect(check(system, { maxStates: 100, checkpoint }).ended!.reason).toBe('maxStates');
  expect(check(system, { maxDepth: 9, resume: folder, checkpoint }).depth).toBe(9);
  expect(check(system, { resume: folder })).toEqual(check(system));
});

test('every round may be written down, and only the last is kept', () => {
  const folder = newFolder();
  check(system, { checkpoint: { folder, due: () => true } });
  expect(readdirSync(folder)).toHaveLength(3);
  expect(check(system, { resume: folder })).toEqual(check(system));
});

describe('refused, with one clear line', () => {
  const folder = newFolder();
  interrupted(folder, 6);

  function expectRefused(where: string, why: RegExp, options: CheckOptions = {}): void {
    const again = (): unknown => check(system, { ...options, resume: where });
    expect(again).toThrow(InputError);
    expect(again).toThrow(why);
  }

  test('no checkpoint', () => expectRefused(newFolder(), /there is no checkpoint$/));

  test('another model, another mode, another version', () => {
    expect(() => check(mig(3, 1, 2), { resume: folder })).toThrow(/belongs to another model/);
    expect(() => check(cacheServer(), { resume: folder })).toThrow(/belongs to another model/);
    expectRefused(folder, /belongs to another/, { visited: { mode: 'fingerprint' } });
    expectRefused(folder, /belongs to another/, { checkpointKey: 'version 2' });
  });

  test('any file missing, cut, or with one bit turned', () => {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      const bytes = readFileSync(file);
      rmSync(file);
      expectRefused(folder, /lacks|there is no checkpoint/);
      writeFileSync(file, bytes.subarray(0, bytes.length - 1));
      expectRefused(folder, /is damaged/);
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const turned = Buffer.from(bytes);
        turned[at]! ^= 1;
        writeFileSync(file, turned);
        expectRefused(folder, /is damaged/);
      }
      writeFileSync(file, bytes);
    }
    expect(check(system, { resume: folder })).toEqual(check(system));
  });
});
