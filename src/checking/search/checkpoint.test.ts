import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cacheServer } from '../../../examples/classics/cache-server.ts';
import { mig } from '../../../examples/classics/mig.ts';
import { philosophers } from '../../../examples/classics/philosophers.ts';
import { createMachine } from 'xstate';
import { System } from '../../system/system.ts';
import { InputError } from '../../foundation/input-error.ts';
import { check, type CheckOptions } from '../check.ts';
import type { StoreKind } from '../stores/store-kind.ts';
import { damaged } from '../../input/damaged-value.ts';
import type { SavedSearch } from './saved-search.ts';

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
  let judged = 0;
  return check(system, {
    ...options,
    checkpoint: { folder, due: () => false },
    stop: () => (++judged === rounds ? 'interrupted' : undefined),
  });
}

const modes: readonly { readonly store: StoreKind }[] = [
  { store: { mode: 'exact' } },
  { store: { mode: 'fingerprint' } },
  { store: { mode: 'bloom', bits: 2 ** 16 } },
];

describe.each(modes)('a search taken up again, $store.mode', ({ store }) => {
  test('ends as if it had never been interrupted, wherever it was', () => {
    const complete = JSON.stringify(check(system, { store }));
    for (let rounds = 1; rounds < 15; rounds++) {
      const folder = newFolder();
      expect(interrupted(folder, rounds, { store }).ended!.reason).toBe('interrupted');
      expect(JSON.stringify(check(system, { store, resume: folder }))).toBe(complete);
    }
  });

  test('again and again', () => {
    const folder = newFolder();
    interrupted(folder, 2, { store });
    for (let times = 0; times < 4; times++) interrupted(folder, 3, { store, resume: folder });
    const result = check(system, { store, resume: folder });
    expect(JSON.stringify(result)).toBe(JSON.stringify(check(system, { store })));
  });
});

test.each(modes)('a deadlock is found once, before or after, $store.mode', ({ store }) => {
  const seats = 4;
  const complete = check(philosophers(seats), { store });
  expect(complete.properties.find(({ id }) => id === 'D')!.verdict).toBe('violated');
  // At depth `seats` it is found and not expanded, so nobody knows yet.
  for (let maxDepth = 1; maxDepth <= seats + 1; maxDepth++) {
    const checkpoint = { folder: newFolder(), due: () => false };
    check(philosophers(seats), { store, maxDepth, checkpoint });
    expect(check(philosophers(seats), { store, resume: checkpoint.folder })).toEqual(complete);
  }
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
    expectRefused(folder, /belongs to another/, { store: { mode: 'fingerprint' } });
    expectRefused(folder, /belongs to another/, { checkpointKey: 'version 2' });
  });

  test('the same model from another initial state', () => {
    const counting = (start: number): System =>
      new System({
        name: 'counting',
        build: (layout) => {
          const value = layout.field('value', 4);
          return {
            processes: [
              {
                name: 'counter',
                machine: createMachine(
                  {
                    id: 'counter',
                    initial: 'up',
                    states: { up: { on: { add: { guard: 'may', actions: 'add' } } } },
                  },
                  { guards: { may: () => false }, actions: { add: () => {} } },
                ),
                guards: { may: (words) => value.get(words, 0) < 9 },
                actions: { add: (words) => value.add(words, 0, 1) },
              },
            ],
            initialize: (words) => value.set(words, 0, start),
            isTerminal: () => true,
            properties: [],
          };
        },
      });
    const place = newFolder();
    check(counting(0), { maxDepth: 2, checkpoint: { folder: place, due: () => false } });
    expect(check(counting(0), { resume: place }).states).toBe(10);
    expect(() => check(counting(1), { resume: place })).toThrow(/belongs to another model/);
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

/** Rewrites a checkpoint as somebody does who knows its format: every hash is right again. */
function forge(
  folder: string,
  change: {
    search?: (saved: SavedSearch) => unknown;
    states?: (words: Uint32Array) => Uint32Array;
  },
): void {
  const name = (start: string): string =>
    join(
      folder,
      readdirSync(folder).find((each) => each.startsWith(start))!,
    );
  if (change.search !== undefined) {
    const saved = JSON.parse(readFileSync(name('search'), 'utf8')) as SavedSearch;
    writeFileSync(name('search'), JSON.stringify(change.search(saved)) ?? '');
  }
  if (change.states !== undefined) {
    const words = new Uint32Array(new Uint8Array(readFileSync(name('states'))).buffer);
    const { buffer, byteOffset, byteLength } = change.states(words);
    writeFileSync(name('states'), new Uint8Array(buffer, byteOffset, byteLength));
  }
  const sha = (bytes: Uint8Array | string): string =>
    createHash('sha256').update(bytes).digest('hex');
  const [line] = readFileSync(join(folder, 'checkpoint.json'), 'utf8').split('\n');
  const manifest = JSON.parse(line!) as { files: { name: string }[] };
  const files = manifest.files.map((file) => ({
    name: file.name,
    sha256: sha(readFileSync(join(folder, file.name))),
  }));
  const sealed = JSON.stringify({ ...manifest, files });
  writeFileSync(join(folder, 'checkpoint.json'), `${sealed}\n${sha(sealed)}\n`);
}

describe.each(modes)('a checkpoint that was forged, $store.mode', ({ store }) => {
  const folder = newFolder();
  interrupted(folder, 8, { store });
  const saved = readdirSync(folder).map(
    (name) => [name, readFileSync(join(folder, name))] as const,
  );
  const restore = (): void => {
    for (const [name, bytes] of saved) writeFileSync(join(folder, name), bytes);
  };

  type Change = (saved: SavedSearch) => unknown;
  test.each<[string, Change]>([
    ['is not an object', () => null],
    ['has more expanded than found', (all) => moved(all, { expanded: all.states + 1 })],
    [
      'has everything expanded',
      (all) => moved(all, { expanded: all.states, levelEnd: all.states }),
    ],
    ['has thirty more expanded', (all) => moved(all, { expanded: all.position.expanded + 30 })],
    ['is at another depth', (all) => moved(all, { depth: all.position.depth + 1 })],
    ['is in another level', (all) => moved(all, { levelEnd: all.position.levelEnd - 1 })],
    ['has a negative depth', (all) => moved(all, { depth: -1 })],
    ['has fewer states', (all) => ({ ...all, states: all.states - 1 })],
    ['has 2^32 states', (all) => ({ ...all, states: 2 ** 32 })],
    ['has no states', (all) => ({ ...all, states: 0 })],
    ['has half a state', (all) => ({ ...all, states: 1.5 })],
    ['has taken fewer steps', (all) => ({ ...all, taken: all.taken.map(() => 0) })],
    ['has counts of text', (all) => ({ ...all, held: all.held.map(() => 'x') })],
    ['lacks a count', (all) => ({ ...all, failed: all.failed.slice(1) })],
    ['has no judges', (all) => ({ ...all, judges: [] })],
    ['has judges of text', (all) => ({ ...all, judges: all.judges.map(() => 'x') })],
    ['has found what is not there', (all) => found(all, 'made up', [1])],
    ['has found it in no state', (all) => found(all, 'made up', [])],
    ['has found it beyond its states', (all) => found(all, 'made up', [all.states])],
    ['has found it in disorder', (all) => found(all, 'made up', [2, 1])],
  ])('%s: refused', (_what, change) => {
    forge(folder, { search: change });
    const again = (): unknown => check(system, { store, resume: folder });
    expect(again).toThrow(InputError);
    expect(again).toThrow(/: the checkpoint (?:makes no sense|is damaged|cannot be gone on with)/);
    restore();
  });

  test('in any of its words, or cut: refused, or the search ends as it does', () => {
    const complete = check(system, { store });
    let refused = 0;
    fc.assert(
      fc.property(fc.nat(), fc.integer(), fc.nat({ max: 9 }), (place, value, cut) => {
        forge(folder, {
          states: (words) => {
            const changed = words.slice(0, cut === 0 ? words.length - 1 : words.length);
            changed[place % changed.length] = value;
            return changed;
          },
        });
        try {
          const { verdict, states } = check(system, { store, resume: folder });
          // A state that is not in the sample may be another: that is why a checkpoint is trusted.
          expect([states >= 1, verdict !== 'vacuous']).toEqual([true, true]);
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(InputError);
        }
        restore();
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(refused).toBeGreaterThan(20);
    expect(JSON.stringify(check(system, { store, resume: folder }))).toBe(JSON.stringify(complete));
  });

  test('in any part of what is beside the states: refused, or the search ends', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.jsonValue(),
        (at, by) => {
          forge(folder, { search: (all) => damaged(all, at, by) });
          try {
            check(system, { store, resume: folder });
          } catch (error) {
            refused++;
            expect(error).toBeInstanceOf(InputError);
          }
          restore();
        },
      ),
      { numRuns: 100, seed: 1 },
    );
    expect(refused).toBeGreaterThan(50);
  });

  test('with a manifest of any content: refused', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('generation', 'files', 'identity', 'format', ''),
        (by, key) => {
          const file = join(folder, 'checkpoint.json');
          const [line] = readFileSync(file, 'utf8').split('\n');
          const content = JSON.parse(line!) as Record<string, unknown>;
          const changed = JSON.stringify(key === '' ? by : { ...content, [key]: by });
          writeFileSync(
            file,
            `${changed}\n${createHash('sha256').update(changed).digest('hex')}\n`,
          );
          expect(() => check(system, { store, resume: folder })).toThrow(InputError);
          restore();
        },
      ),
      { numRuns: 50, seed: 1 },
    );
  });
});

function moved(saved: SavedSearch, to: Partial<SavedSearch['position']>): SavedSearch {
  return { ...saved, position: { ...saved.position, ...to } };
}

function found(saved: SavedSearch, failureClass: string, ids: number[]): SavedSearch {
  const [first, ...others] = saved.judges;
  return { ...saved, judges: [{ ...first!, found: [{ failureClass, ids }] }, ...others] };
}
