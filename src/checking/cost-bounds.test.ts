import fc from 'fast-check';
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { System } from '../system/system.ts';
import { extreme, type Cost, type Extreme } from './cost-bounds.ts';
import { StateGraph } from './liveness/state-graph.ts';

const stateCount = 7;

/** An arrow of a random graph with what taking it costs. */
interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

/** One process over one number: event `row<n>` goes along arrow n. */
function graphOf(arrows: readonly Arrow[]): { system: System; cost: Cost } {
  const names = arrows.map((_, index) => `row${index}`);
  const nothing = (): boolean => false;
  const machine = createMachine(
    {
      id: 'graph',
      initial: 'on',
      states: {
        on: {
          on: Object.fromEntries(names.map((name) => [name, { guard: name, actions: name }])),
        },
      },
    },
    {
      guards: Object.fromEntries(names.map((name) => [name, nothing])),
      actions: Object.fromEntries(names.map((name) => [name, () => {}])),
    },
  );
  const system = new System({
    name: 'graph',
    build: (layout) => {
      const at = layout.field('at', 4);
      return {
        processes: [
          {
            name: 'graph',
            machine,
            guards: Object.fromEntries(
              arrows.map(({ from }, index) => [
                names[index],
                (words: Uint32Array) => at.get(words, 0) === from,
              ]),
            ),
            actions: Object.fromEntries(
              arrows.map(({ to }, index) => [
                names[index],
                (words: Uint32Array) => at.set(words, 0, to),
              ]),
            ),
          },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
  return { system, cost: (_words, { event }) => arrows[Number(event.slice(3))]!.cost };
}

/** By rounds over all arrows; what still changes after as many rounds as states changes for ever. */
function naiveWorth(arrows: readonly Arrow[], most: boolean): number | undefined {
  const worse = most ? -Infinity : Infinity;
  const better = most ? Math.max : Math.min;
  const worth = Array.from({ length: stateCount }, (_, id) => (id === stateCount - 1 ? 0 : worse));
  for (let round = 0; round < 4 * stateCount; round++) {
    for (const { from, to, cost } of arrows) {
      if (from === stateCount - 1) continue;
      const found = better(worth[from]!, cost + worth[to]!);
      const isLate = round >= 2 * stateCount && found !== worth[from];
      worth[from] = isLate ? -worse : found;
    }
  }
  return worth[0] === worse ? undefined : worth[0];
}

function costOf({ system, cost }: ReturnType<typeof graphOf>, { steps }: Extreme): number {
  const words = system.initial();
  return steps.reduce((sum, { transition, choice }) => {
    const paid = cost(words, system.transitions[transition]!, choice);
    system.apply(words, transition, choice);
    return sum + paid;
  }, 0);
}

const arrow = fc.record({
  from: fc.nat(stateCount - 1),
  to: fc.nat(stateCount - 1),
  cost: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(3)),
});

describe('the dearest and the cheapest run', () => {
  test.each([true, false])('against a naive search; most: %s', (most) => {
    const seen = { finite: 0, infinite: 0, none: 0 };
    fc.assert(
      fc.property(fc.array(arrow, { minLength: 1, maxLength: 14 }), (arrows) => {
        const built = graphOf(arrows);
        const graph = new StateGraph(built.system);
        const last = stateCount - 1;
        const over = (words: Uint32Array): boolean =>
          built.system.layout.read(words)['at']![0] === last;
        const found = extreme(graph, { cost: built.cost, over, most });
        expect(found?.value).toBe(naiveWorth(arrows, most));
        if (found === undefined) return void seen.none++;
        if (!Number.isFinite(found.value)) {
          seen.infinite++;
          expect(found.loopStart).toBeLessThan(found.steps.length);
          return;
        }
        seen.finite++;
        expect(costOf(built, found)).toBe(found.value);
      }),
      { numRuns: 400 },
    );
    expect(seen.finite).toBeGreaterThan(20);
    // The cheapest run goes round nowhere; the dearest does where that costs.
    expect(seen.infinite > 5).toBe(most);
  });

  test('a loop that costs each time: a run into it, once round, and no value', () => {
    const built = graphOf([
      { from: 0, to: 1, cost: 0 },
      { from: 1, to: 2, cost: 1 },
      { from: 2, to: 1, cost: 0 },
      { from: 2, to: 6, cost: 0 },
    ]);
    const over = (words: Uint32Array): boolean => built.system.layout.read(words)['at']![0] === 6;
    const graph = new StateGraph(built.system);
    const found = extreme(graph, { cost: built.cost, over, most: true })!;
    expect([found.value, found.loopStart, found.steps.length]).toEqual([Infinity, 1, 3]);
  });

  test('a graph that a budget cut has no exact costs', () => {
    const built = graphOf([
      { from: 0, to: 1, cost: 0 },
      { from: 1, to: 6, cost: 1 },
    ]);
    const graph = new StateGraph(built.system, { maxStates: 1 });
    const over = (): boolean => false;
    expect(() => extreme(graph, { cost: built.cost, over, most: true })).toThrow(/complete graph/);
  });
});
