import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  always,
  assertVerified,
  check,
  checkLiveness,
  conform,
  coveringPaths,
  defineProcess,
  defineSystem,
  eventually,
  formatTrace,
  judgeLog,
  NotVerifiedError,
  writeReport,
  type System,
} from '../index.ts';
import { checkSystem } from './check-system.ts';
import { conformSystem } from './conform-system.ts';
import { fuzzSystem } from './fuzz-system.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-options-'));
afterAll(() => rmSync(folder, { recursive: true }));

const machine = setup({
  guards: { below: () => false },
  actions: { up: () => {}, down: () => {} },
}).createMachine({
  id: 'counter',
  initial: 'on',
  states: { on: { on: { up: { guard: 'below', actions: 'up' }, down: { actions: 'down' } } } },
});

/** Counts up and down between 0 and 2: it may do so for ever and never stay at 2. */
function counter(goal: (value: number) => boolean, limit = 3): System {
  return defineSystem({
    name: 'counter',
    build: (layout) => {
      const value = layout.scalar('value', { max: 3 });
      return {
        processes: [
          defineProcess({
            name: 'a',
            machine,
            guards: { below: (words) => value.get(words) < 2 },
            actions: {
              up: (words) => value.set(words, value.get(words) + 1),
              down: (words) => value.set(words, 0),
            },
          }),
        ],
        properties: [
          always('the value is low', (words) => value.get(words) < limit),
          eventually('the goal is reached', (words) => goal(value.get(words))),
        ],
      };
    },
  });
}

describe('check judges liveness goals too', () => {
  test('a goal that a run never reaches makes the verdict', () => {
    const { verdict, properties } = check(counter((value) => value === 2));
    expect(verdict).toBe('violated');
    expect(properties.map((each) => [each.id, each.verdict])).toEqual([
      ['the value is low', 'verified'],
      ['D', 'verified'],
      ['the goal is reached', 'violated'],
    ]);
    expect(properties[2]!.counterexamples[0]!.loopStart).toBeDefined();
  });

  test('a goal that no run owes is vacuous; a limit makes it inconclusive', () => {
    expect(check(counter((value) => value === 0)).verdict).toBe('vacuous');
    const cut = check(
      counter((value) => value === 0),
      { maxDepth: 1 },
    );
    const { id, verdict } = cut.properties.at(-1)!;
    expect([id, verdict]).toEqual(['the goal is reached', 'inconclusive']);
    expect(cut.verdict).toBe('inconclusive');
  });

  test('left out on demand only', () => {
    const { verdict, properties } = check(
      counter((value) => value === 2),
      { liveness: false },
    );
    expect([verdict, properties.length]).toEqual(['verified', 2]);
  });
});

describe('assertVerified', () => {
  test('returns the result if everything is verified', () => {
    const system = counter((value) => value >= 1);
    expect(assertVerified(system, { liveness: false })).toEqual(check(system, { liveness: false }));
  });

  test('throws every property that is not, with its run', () => {
    const asserted = (): unknown => assertVerified(counter((value) => value === 2, 2));
    expect(asserted).toThrow(NotVerifiedError);
    expect(asserted).toThrow(/^counter: violated\n\nthe value is low is violated/);
    expect(asserted).toThrow(/after 2 steps:\n {3}1 {2}a {2}up {2}in on {2}value=1\n/);
    expect(asserted).toThrow(/the goal is reached is violated[^]*again and again:\n/);
  });

  test('a search that a limit ended does not pass', () => {
    expect(() =>
      assertVerified(
        counter(() => true),
        { maxDepth: 1 },
      ),
    ).toThrow(/inconclusive/);
  });
});

test('formatTrace names the property by its title', () => {
  const system = counter(() => true, 1);
  const [low] = check(system, { liveness: false }).properties;
  expect(formatTrace(system, low!.counterexamples[0]!)).toMatch(
    /^the value is low: [^]*\nafter 1 steps?:\n {3}1 {2}a {2}up {2}in on {2}value=1$/,
  );
});

test('writeReport writes the page, the counterexamples and what machines read', async () => {
  const out = join(folder, 'report');
  const systems = [counter((value) => value === 2, 2)];
  const { page, results } = await writeReport(systems, { file: 'counter.ts', folder: out });
  expect(results.map(({ verdict }) => verdict)).toEqual(['violated']);
  expect(page).toBe(join(out, 'index.html'));
  expect(readFileSync(join(out, 'report.json'), 'utf8')).toContain('the goal is reached');
  expect(readdirSync(join(out, 'traces')).length).toBe(2);
  for (const name of ['report.json', 'junit.xml', 'results.sarif']) {
    expect(existsSync(join(out, name))).toBe(true);
  }
});

describe('an option that is none is refused in one line', () => {
  const system = counter(() => true);
  const unchecked = (options: object): never => options as never;
  const implementation = { create: () => ({}), send: () => {}, read: () => ({}) };
  test.each<[string, () => unknown, RegExp]>([
    ['check', () => check(system, unchecked({ maxState: 5 })), /no option maxState.*maxStates/],
    [
      'checkLiveness',
      () => checkLiveness(system, undefined, unchecked({ maxState: 5 })),
      /checkLiveness has no option maxState/,
    ],
    [
      'checkLiveness, a negative number',
      () => checkLiveness(system, undefined, { maxStates: -1 }),
      /checkLiveness: maxStates is -1: a whole number from 1 on/,
    ],
    [
      'coveringPaths',
      () => coveringPaths(system, unchecked({ maxPath: 1 })),
      /coveringPaths has no option maxPath/,
    ],
    [
      'coveringPaths, a text',
      () => coveringPaths(system, unchecked({ maxStates: 'many' })),
      /coveringPaths: maxStates is 'many'/,
    ],
    [
      'fuzzSystem',
      () => fuzzSystem('none', system, unchecked({ run: 1 })),
      /fuzzSystem has no option run/,
    ],
    [
      'fuzzSystem, a budget of nobody',
      () => fuzzSystem('none', system, { properties: { nobody: { runs: 1 } } }),
      /fuzzSystem: counter has no property nobody; it has: the value is low, D/,
    ],
    [
      'conformSystem',
      () => conformSystem('none', system, unchecked({ ...implementation, run: 1 })),
      /conformSystem has no option run; did you mean runs/,
    ],
    [
      'conformSystem, a text',
      () => conformSystem('none', system, unchecked({ ...implementation, runs: 'many' })),
      /conformSystem: runs is 'many': a whole number from 0 on/,
    ],
    [
      'conformSystem, paths of no kind',
      () => conformSystem('none', system, unchecked({ ...implementation, paths: 'all' })),
      /conformSystem: paths is 'all': one of states, transitions, pairs, guards/,
    ],
    [
      'conformSystem, without what reads the state',
      () => conformSystem('none', system, unchecked({ ...implementation, read: undefined })),
      /conformSystem: read is missing: a function/,
    ],
    [
      'checkSystem, a system without a name',
      () => checkSystem(system as unknown as string, system),
      /checkSystem: first the name of the suite, a text; then the system/,
    ],
    [
      'fuzzSystem, a name without a system',
      () => fuzzSystem('none', 'a system' as unknown as System),
      /fuzzSystem: first the name of the suite, a text; then the system/,
    ],
    [
      'judgeLog',
      () => judgeLog(system, [], unchecked({ silents: [] })),
      /judgeLog has no option silents; did you mean silent/,
    ],
  ])('%s', (_title, act, says) => {
    expect(act).toThrow(says);
    expect(act).toThrow(/^[^\n]*$/);
  });

  test('conform', async () => {
    const driven = conform(system, implementation, unchecked({ step: 1 }));
    await expect(driven).rejects.toThrow(/conform has no option step/);
    const made = conform(system, unchecked({ ...implementation, hide: [] }));
    await expect(made).rejects.toThrow(/conform has no option hide/);
  });

  test('writeReport', async () => {
    const written = writeReport([system], unchecked({ file: 'x.ts', folders: folder }));
    await expect(written).rejects.toThrow(/writeReport has no option folders.*folder/);
  });
});
