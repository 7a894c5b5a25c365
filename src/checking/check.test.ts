import fc from 'fast-check';
import { createMachine, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { searchNaively } from '../analysis/plain-search.ts';
import { run } from '../replay/run.ts';
import { Queue } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import { System } from '../system/system.ts';
import { deadlockIn } from '../system/deadlock.ts';
import { successorsByTable, successorsOf } from '../system/successors.ts';
import { check, deadlockProperty } from './check.ts';
import { CoverageCounts } from './coverage.ts';
import type { Visited } from './visited.ts';
import type { CheckResult } from './verdict.ts';

const own = ['go', 'pick'] as const;
const messages = ['ping', 'pong'] as const;
const bitCount = 3;
const guardNames = ['bit0', 'not0', 'bit1', 'not1', 'bit2', 'not2', 'chosen'] as const;
const actionNames = ['set0', 'clear0', 'set1', 'clear1', 'flip', 'ping', 'pong'] as const;

/** What a chart does on one event in one state: rows with guards, then perhaps one without. */
interface EventSpec {
  readonly guarded: readonly RowSpec[];
  readonly last: RowSpec | undefined;
}

interface RowSpec {
  readonly guard: (typeof guardNames)[number];
  readonly actions: readonly (typeof actionNames)[number][];
  readonly target: number;
}

/** By state, then by event (own events, then messages). A message with no rows may be deferred. */
interface ChartSpec {
  readonly states: readonly { readonly events: readonly EventSpec[]; readonly defers: boolean }[];
  readonly runsWhileBit: number | undefined;
  readonly idles: boolean;
}

interface SystemSpec {
  readonly charts: readonly ChartSpec[];
  /** Values of the three bits, read as one number. */
  readonly initial: number;
  readonly forbidden: number;
  readonly exercised: number;
  readonly restingBit: number;
}

const row = fc.record<RowSpec>({
  guard: fc.constantFrom(...guardNames),
  actions: fc.array(fc.constantFrom(...actionNames), { maxLength: 2 }),
  target: fc.nat(3),
});
const eventSpec = fc.record<EventSpec>({
  guarded: fc.uniqueArray(row, { selector: ({ guard }) => guard, maxLength: 2 }),
  last: fc.option(row, { nil: undefined }),
});
const stateSpec = fc.record({
  events: fc.array(eventSpec, { minLength: 4, maxLength: 4 }),
  defers: fc.boolean(),
});
const chartSpec = fc.record<ChartSpec>({
  states: fc.array(stateSpec, { minLength: 2, maxLength: 4 }),
  runsWhileBit: fc.option(fc.nat(bitCount - 1), { nil: undefined, freq: 2 }),
  idles: fc.boolean(),
});
const systemSpec = fc.record<SystemSpec>({
  charts: fc.oneof(
    { weight: 4, arbitrary: fc.array(chartSpec, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(chartSpec, { minLength: 3, maxLength: 3 }) },
  ),
  initial: fc.nat(7),
  forbidden: fc.nat(7),
  exercised: fc.nat(7),
  restingBit: fc.nat(bitCount - 1),
});

function machineOf({ states }: ChartSpec): AnyStateMachine {
  const target = (at: number): string => `s${at % states.length}`;
  const rowsOf = ({ guarded, last }: EventSpec): object[] => [
    ...guarded.map((each) => ({ ...each, target: target(each.target) })),
    ...(last === undefined ? [] : [{ actions: last.actions, target: target(last.target) }]),
  ];
  const nothing = (): boolean => false;
  const config = states.map(({ events, defers }, at) => {
    const on = [...own, ...messages].map(
      (event, index) => [event, rowsOf(events[index]!)] as const,
    );
    const silent = messages.filter(
      (message) => on.find(([name]) => name === message)![1].length < 1,
    );
    const reasons = Object.fromEntries(silent.map((message) => [message, 'not now']));
    return [`s${at}`, { on: Object.fromEntries(on), meta: defers ? { defers: reasons } : {} }];
  });
  return createMachine(
    { id: 'random', initial: 's0', states: Object.fromEntries(config) },
    {
      guards: Object.fromEntries(guardNames.map((name) => [name, nothing])),
      actions: Object.fromEntries(actionNames.map((name) => [name, () => {}])),
    },
  );
}

/** Charts over three shared bits, each with a mailbox that the chart before it writes. */
function systemOf(spec: SystemSpec): System {
  return new System({
    name: 'random',
    build: (layout, control) => {
      const bits = layout.field('bits', 1, bitCount);
      const value = (words: Uint32Array): number =>
        bits.get(words, 0) + 2 * bits.get(words, 1) + 4 * bits.get(words, 2);
      const inboxes = spec.charts.map(
        (_, at) => new Queue(layout, `inbox${at}`, { capacity: 1 + (at % 2), messages }),
      );
      const is =
        (bit: number, wanted: 0 | 1): Guard =>
        (words) =>
          bits.get(words, bit) === wanted;
      const put =
        (bit: number, to: 0 | 1): Action =>
        (words) =>
          bits.set(words, bit, to);
      const chosen: Guard = (words, choice) => bits.get(words, choice) === 1;
      const flip: Action = (words, choice) => bits.set(words, choice, 1 - bits.get(words, choice));
      const guards = { bit0: is(0, 1), not0: is(0, 0), bit1: is(1, 1), not1: is(1, 0) };
      const actions = { set0: put(0, 1), clear0: put(0, 0), set1: put(1, 1), clear1: put(1, 0) };
      const firstIsHome = control.in('chart0', ['s0']);
      return {
        processes: spec.charts.map((chart, at) => {
          const next = inboxes[(at + 1) % inboxes.length]!;
          const { runsWhileBit } = chart;
          const machine = machineOf(chart);
          const { events } = machine;
          return {
            name: `chart${at}`,
            machine,
            guards: { ...guards, bit2: is(2, 1), not2: is(2, 0), chosen },
            actions: {
              ...actions,
              flip,
              ping: (words) => void next.send(words, 'ping'),
              pong: (words) => void next.send(words, 'pong'),
            },
            inbox: [inboxes[at]!],
            // Only an event that the chart has may have choices, or be idle.
            choices: events.includes('pick') ? { pick: bitCount } : {},
            ...(runsWhileBit === undefined ? {} : { runsWhile: is(runsWhileBit, 0) }),
            idleEvents: chart.idles && events.includes('go') ? ['go'] : [],
          };
        }),
        initialize: (words) => {
          for (let bit = 0; bit < bitCount; bit++) bits.set(words, bit, (spec.initial >>> bit) & 1);
        },
        atRest: is(spec.restingBit, 1),
        properties: [
          {
            id: 'bits',
            title: 'the bits never form that number, and nothing surprises',
            exercised: (words) => value(words) === spec.exercised,
            violation: (words) => {
              const surprised = control.surprise.get(words, 0) === 1;
              if (!surprised && value(words) !== spec.forbidden) return undefined;
              return { bugClass: surprised ? 'surprise' : 'number', detail: `${value(words)}` };
            },
          },
          {
            id: 'home',
            title: 'at home, bit 1 is clear',
            at: { process: 'chart0', states: ['s0'] },
            exercised: (words) => firstIsHome(words) && value(words) === spec.exercised,
            violation: (words) =>
              bits.get(words, 1) === 1 ? { bugClass: 'set', detail: 'bit 1 is set' } : undefined,
          },
        ],
      };
    },
  });
}

/** Counterexamples as `property: bug class` with their lengths, as the brute force tells them. */
function shortestOf({ properties }: CheckResult): Map<string, number> {
  return new Map(
    properties.flatMap(({ counterexamples }) =>
      counterexamples.map((each) => [
        `${each.property}: ${each.violation.bugClass}`,
        each.steps.length,
      ]),
    ),
  );
}

/** Every counterexample ends where it says, by enabled steps alone. */
function expectReplays(system: System, { properties }: CheckResult): void {
  for (const { property: id, violation, steps } of properties.flatMap((p) => p.counterexamples)) {
    const words = system.initial();
    run(system, steps, (_, after) => words.set(after));
    const property = system.properties.find((each) => each.id === id);
    if (property !== undefined) expect(property.violation(words)).toEqual(violation);
    if (id === deadlockProperty) expect(deadlockIn(system, words)).toEqual(violation);
  }
}

/** Random systems in which something can move. */
const systems = systemSpec.filter((spec) => {
  const system = systemOf(spec);
  return system.enabled(system.initial()).length > 0;
});

const modes: readonly { readonly visited: Visited }[] = [
  { visited: { mode: 'exact' } },
  { visited: { mode: 'fingerprint' } },
];

/** What every strategy must do. Random systems have at most some thousand states: no fingerprints collide. */
describe.each(modes)('check with $visited.mode, against a brute force', ({ visited }) => {
  test('states, transitions, depth and shortest counterexamples', () => {
    fc.assert(
      fc.property(systems, (spec) => {
        const system = systemOf(spec);
        const result = check(system, { visited });
        const naive = searchNaively(system);
        expect(result.states).toBe(naive.distances.size);
        expect(result.transitions).toBe(naive.transitions);
        expect(result.depth).toBe(Math.max(...naive.distances.values()));
        expect(shortestOf(result)).toEqual(new Map(naive.shortest));
        expect(result.ended).toBeUndefined();
        expectReplays(system, result);
        for (const { id, verdict, counterexamples } of result.properties) {
          if (id === deadlockProperty) continue;
          const otherwise = naive.exercised.has(id) ? 'verified' : 'vacuous';
          expect(verdict).toBe(counterexamples.length > 0 ? 'violated' : otherwise);
        }
      }),
      { numRuns: 75 },
    );
  });

  test('with a budget of states: complete levels, and never verified', () => {
    fc.assert(
      fc.property(systems, fc.integer({ min: 1, max: 60 }), (spec, maxStates) => {
        const result = check(systemOf(spec), { maxStates, visited });
        const naive = searchNaively(systemOf(spec), maxStates);
        expect(result.states).toBe(naive.distances.size);
        expect(result.transitions).toBe(naive.transitions);
        expect(shortestOf(result)).toEqual(new Map(naive.shortest));
        const frontier = naive.frontier;
        expect(result.ended).toEqual(
          frontier === 0 ? undefined : { reason: 'maxStates', frontier },
        );
        if (frontier === 0) return;
        const verdicts = result.properties.map(({ verdict }) => verdict);
        expect(verdicts.filter((each) => each !== 'violated' && each !== 'inconclusive')).toEqual(
          [],
        );
        expect(result.verdict).toBe(verdicts.includes('violated') ? 'violated' : 'inconclusive');
      }),
      { numRuns: 75 },
    );
  });

  test('twice, the same to the last byte', () => {
    fc.assert(
      fc.property(systems, (spec) => {
        const told = (): string => JSON.stringify(check(systemOf(spec), { visited }));
        expect(told()).toBe(told());
      }),
      { numRuns: 25 },
    );
  });
});

test('code that is made for a system takes the steps of its table', () => {
  const tellsOf = (system: System, make: typeof successorsOf) => {
    const next = system.layout.zero();
    const counts = new CoverageCounts(system);
    let steps = '';
    const visit = (...step: number[]): void => {
      steps += `${step.join()}: ${next.join()}; `;
    };
    const successors = make({ system, next, visit, counts });
    return (words: Uint32Array): string => {
      steps = '';
      return JSON.stringify([successors(words), steps, counts]);
    };
  };
  fc.assert(
    fc.property(systems, (spec) => {
      const system = systemOf(spec);
      const [generated, byTable] = [successorsOf, successorsByTable].map((each) =>
        tellsOf(system, each),
      );
      for (const key of searchNaively(system, 300).distances.keys()) {
        const words = Uint32Array.from(key.split(','), Number);
        expect(generated!(words)).toBe(byTable!(words));
      }
    }),
    { numRuns: 100 },
  );
});

test('with three bits per state: what is found is true, and nothing is verified', () => {
  fc.assert(
    fc.property(systems, fc.constantFrom(2 ** 8, 2 ** 16), (spec, bits) => {
      const system = systemOf(spec);
      const result = check(system, { visited: { mode: 'bloom', bits } });
      const naive = searchNaively(system);
      expect(result.states).toBeLessThanOrEqual(naive.distances.size);
      for (const [kind, steps] of shortestOf(result)) {
        expect(steps).toBeGreaterThanOrEqual(naive.shortest.get(kind)!);
      }
      expectReplays(system, result);
      expect(result.ended).toEqual({ reason: 'bloom', frontier: 0 });
      for (const { verdict } of result.properties) {
        expect(['violated', 'inconclusive']).toContain(verdict);
      }
      if (bits > 2 ** 8) expect(result.omissionProbability).toBeLessThan(1);
    }),
    { numRuns: 50 },
  );
});
