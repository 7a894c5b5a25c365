import { expect, test } from 'vitest';
import { countsOfCell } from '../../analysis/matrix/cell-counts.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { matrixCells } from '../../../models/matrix-cells.ts';
import { designs } from '../../../models/design.ts';
import { matrixDesigns, matrixRows } from '../../../models/matrix.ts';
import { scopes } from '../../../models/scope.ts';
import { startedInOrder, startOrder } from './start-order.ts';

const matrix = [
  ...matrixRows.flatMap(({ hazards, scope }) =>
    matrixDesigns.map((designName) => ({
      scenario: { designName, design: designs[designName], hazards, scope },
    })),
  ),
  ...matrixCells.map((scenario) => ({ scenario })),
];

test('the main job starts without hazards, and then with its largest cell', () => {
  const ordered = startOrder(matrix);
  expect(new Set(ordered)).toEqual(new Set(matrix));
  const states = ordered.map(({ scenario: { designName: design, hazards, scope } }) => {
    return countsOfCell({ design, hazards, scope: scope.name })?.states ?? Infinity;
  });
  const base = ordered.findIndex(({ scenario }) => scenario.hazards.length > 0);
  expect(base).toBeGreaterThan(3);
  expect(ordered.slice(base).every(({ scenario }) => scenario.hazards.length > 0)).toBe(true);
  const ascending = (one: number, other: number): number => one - other;
  expect(states.slice(0, base)).toEqual(states.slice(0, base).toSorted(ascending));
  expect(states.slice(base)).toEqual(states.slice(base).toSorted(ascending).toReversed());
});

test('scenarios of no recorded size keep their order, before the others with hazards', async () => {
  const scenario = (hazards: readonly HazardName[]) => ({
    scenario: { designName: 'xen', design: designs.xen, hazards, scope: scopes.quick },
  });
  const [pair, other, known] = [
    scenario(['remap', 'swap']),
    scenario(['remap', 'share']),
    scenario(['remap']),
  ];
  expect(startOrder([pair, known, other])).toEqual([pair, other, known]);
  const started: unknown[] = [];
  const start = async (each: typeof pair): Promise<unknown> => {
    started.push(each);
    return Promise.resolve(each);
  };
  expect(await startedInOrder([pair, known, other], start)).toEqual([pair, known, other]);
  expect(started).toEqual([pair, other, known]);
});
