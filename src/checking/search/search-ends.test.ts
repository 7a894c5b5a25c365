/** When a search ends, and how it begins to: with stores and expansions that do just what is looked at. */
import { describe, expect, test } from 'vitest';
import { mig } from '../../../examples/classics/mig.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import { check } from '../check.ts';
import { CoverageCounts } from '../coverage/coverage.ts';
import { Judges } from '../judges.ts';
import { ExactStore } from '../stores/exact-store.ts';
import { Expander } from './expander.ts';
import { LocalExpansion, type Expansion } from './expansion.ts';
import { Search, type Limits, type Request, type SearchInput } from './search.ts';

const system = mig(3, 1, 1);
const none: Limits = {
  maxStates: Infinity,
  maxDepth: Infinity,
  maxBytes: Infinity,
  mayGrow: () => true,
  untilViolation: false,
};

function searchOf(changes: Partial<SearchInput> = {}): { search: Search; store: ExactStore } {
  const store = new ExactStore(system.layout.wordsPerState);
  const expander = new Expander({
    system,
    normalise: undefined,
    counts: new CoverageCounts(system),
  });
  const stepsMax = enabledMax(system);
  const search = new Search({
    system,
    store,
    judges: new Judges(system, 1),
    limits: none,
    initial: system.initial(),
    stepsMax,
    expansionFor: (sink) => new LocalExpansion({ expander, store, sink, stepsMax }),
    ask: () => undefined,
    onProgress: undefined,
    save: undefined,
    ...changes,
  });
  search.begin();
  return { search, store };
}

const throwing = (error: Error) => (): Expansion => ({
  expand: () => {
    throw error;
  },
});

describe('a search', () => {
  test('is complete when nothing is left to expand', () => {
    const { search, store } = searchOf();
    expect(search.run()).toBe('complete');
    const { states, depth } = check(system);
    expect([store.size, search.position]).toEqual([
      states,
      { depth, levelEnd: states, expanded: states },
    ]);
  });

  test.each(['Array buffer allocation failed', 'Invalid typed array length: 9'])(
    'ends where the system has no memory: %s',
    (message) => {
      const { search } = searchOf({ expansionFor: throwing(new RangeError(message)) });
      expect(search.run()).toBe('maxMemory');
      expect(search.position.expanded).toBe(0);
    },
  );

  test.each([new RangeError('Invalid count value: -1'), new Error('allocation failed')])(
    'throws what is no lack of memory: %s',
    (error) => {
      const { search } = searchOf({ expansionFor: throwing(error) });
      expect(() => search.run()).toThrow(error);
    },
  );

  test('ends in the level in which a limit is passed', () => {
    const run = (limits: Partial<Limits>) => {
      const { search, store } = searchOf({ limits: { ...none, ...limits } });
      return [search.run(), search.position.depth, store.size > 0];
    };
    expect(run({ maxDepth: 3 })).toEqual(['maxDepth', 3, true]);
    expect(run({ maxStates: 5 })).toEqual(['maxStates', 1, true]);
    expect(run({ maxStates: 6 })).toEqual(['maxStates', 2, true]);
    expect(run({ maxBytes: 1 })[0]).toBe('maxMemory');
    expect(run({ mayGrow: () => false })[0]).toBe('maxMemory');
    expect(run({ mayGrow: (bytes) => bytes < 2 ** 40 })[0]).toBe('complete');
  });

  test('takes shorter rounds where memory is short, and ends only where the shortest does not fit', () => {
    // Of so many steps that the shortest round is one state.
    const stepsMax = 1 << 14;
    const run = (share: number) => {
      const answers = { yes: 0, no: 0 };
      const mayGrow = (bytes: number): boolean => {
        const fits = bytes <= share * made.store.bytesWith(stepsMax) - made.store.bytes;
        answers[fits ? 'yes' : 'no']++;
        return fits;
      };
      const made = searchOf({ stepsMax, limits: { ...none, mayGrow } });
      return [made.search.run(), answers.yes > 0, answers.no > 0, made.store.size] as const;
    };
    const { states } = check(system);
    const first = check(system, { maxDepth: 1 }).states;
    expect(run(8)).toEqual(['complete', true, false, states]);
    expect(run(1)).toEqual(['complete', true, true, states]);
    expect(run(0.5)).toEqual(['maxMemory', false, true, first]);
  });

  test('stops at the end of a level, is interrupted at once, and is written down for both', () => {
    const asked = (request: Request) => {
      const saved: number[] = [];
      let rounds = 0;
      const made = searchOf({
        ask: () => (++rounds === 3 ? request : undefined),
        save: () => saved.push(made.search.position.expanded),
      });
      const end = made.search.run();
      return [end, saved.length, saved[0] === made.search.position.expanded];
    };
    expect(asked('stopped')).toEqual(['stopped', 1, true]);
    expect(asked('interrupted')).toEqual(['interrupted', 1, true]);
    // Written down on the way, and once more at no limit.
    expect(asked('save').slice(0, 2)).toEqual(['complete', 2]);
  });

  test('reports progress only when many more states are known', () => {
    const reported: number[] = [];
    const { search } = searchOf({ onProgress: ({ states }) => reported.push(states) });
    search.run();
    expect(reported).toEqual([]);
  });
});
