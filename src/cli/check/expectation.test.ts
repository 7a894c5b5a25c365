import { expect, test } from 'vitest';
import { matrixCells } from '../../../models/matrix-cells.ts';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { tasksOf } from './check-tasks.ts';
import { compared, countsLine } from './expectation.ts';

const tasks = tasksOf({ design: [], hazard: [], out: '' });
const counts = { states: 1000, transitions: 5000, depth: 40 };
const task = { ...tasks[2]!, counts };

const entry: CheckEntry = {
  scenario: { design: 'hardened', switches: {}, hazards: [], scope: 'quick' },
  verdict: 'verified',
  properties: [{ id: 'S1', title: 'No lost page', verdict: 'verified' }],
  ...counts,
  seconds: 1,
  bytesPerState: 30,
  bounds: {},
  reductions: ['symmetry'],
  coverage: [],
};

test('the cells of the main job have recorded counts', () => {
  const recorded = tasks.filter((each) => each.counts !== undefined);
  expect(recorded.length).toBeGreaterThan(matrixCells.length);
});

test('a cell that counts what is recorded is as expected', () => {
  const cells = compared([entry], [task], {});
  expect(cells).toEqual([{ entry: { ...entry, expected: true }, code: 0 }]);
  expect(countsLine(cells, [task])).toBeUndefined();
});

test.each([
  [{ states: 1001 }, '1001 states, not 1000'],
  [{ transitions: 4999 }, '4999 transitions, not 5000'],
  [{ depth: 41 }, 'depth 41, not 40'],
])('%o is not expected: 15, and one line that says what to do', (other, phrase) => {
  const cells = compared([{ ...entry, ...other }], [task], {});
  expect(cells).toMatchObject([{ entry: { expected: false }, departure: phrase, code: 15 }]);
  expect(countsLine(cells, [task])).toBe(
    `counts differ: hardened, no hazard, quick: ${phrase}; if the model is meant to change: npm run cells:count`,
  );
});

test('a violation that is not expected keeps its code', () => {
  const properties = [{ id: 'S1', title: 'No lost page', verdict: 'violated' }] as const;
  const cells = compared([{ ...entry, states: 7, verdict: 'violated', properties }], [task], {});
  expect(cells).toMatchObject([{ entry: { expected: false }, code: 12 }]);
});

test.each([{ finish: 'first' }, { reduce: ['dead'] }, { store: 'bloom' }] as const)(
  'a search with %o counts otherwise, and is not compared',
  (given) => {
    const cells = compared([{ ...entry, states: 7 }], [task], given);
    expect(cells[0]!.departure).toBeUndefined();
  },
);

test('a search that a limit ended is not compared', () => {
  const ended = { reason: 'maxStates', frontier: 9 };
  expect(compared([{ ...entry, states: 7, ended }], [task], {})[0]!.departure).toBeUndefined();
});

test('cells without recorded counts are named by their number', () => {
  const { counts: _, ...unrecorded } = task;
  const cells = compared([entry, entry], [task, unrecorded], {});
  expect(countsLine(cells, [task, unrecorded], true)).toBe(
    'no counts are recorded for 1 of 2 cells: npm run cells:count',
  );
});
