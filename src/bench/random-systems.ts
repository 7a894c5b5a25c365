import fc from 'fast-check';
import { createMachine, type AnyStateMachine } from 'xstate';
import { expect } from 'vitest';
import { run } from '../replay/run.ts';
import { Queue } from '../system/channel.ts';
import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Action, Controls, Guard, ProcessDefinition, Property } from '../system/definition.ts';
import { deadlockIn } from '../system/deadlock.ts';
import { System } from '../system/system.ts';
import { deadlockProperty } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';

/** Random systems for tests: up to three charts over shared bits, with mailboxes. */
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
  /** Whether bits 0 and 1 are each chart's own; else all three are shared. */
  readonly isLoose: boolean;
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
  isLoose: fc.constant(false),
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

/** The bits of one random system, and which of them a chart means by its names. */
class Bits {
  readonly #field: Field;
  readonly #isLoose: boolean;

  constructor(layout: LayoutBuilder, { isLoose, charts }: SystemSpec) {
    this.#isLoose = isLoose;
    const count = isLoose ? 1 + (bitCount - 1) * charts.length : bitCount;
    this.#field = layout.field('bits', 1, count);
  }

  /** Those of chart 0 and the shared one, as one number. */
  value(words: Uint32Array): number {
    return [0, 1, 2].reduce((sum, bit) => sum + this.#field.get(words, bit) * 2 ** bit, 0);
  }

  is(bit: number, wanted: 0 | 1, chart = 0): Guard {
    return (words) => this.#field.get(words, this.#place(bit, chart)) === wanted;
  }

  put(bit: number, to: 0 | 1, chart = 0): Action {
    return (words) => this.#field.set(words, this.#place(bit, chart), to);
  }

  chosen(chart: number): Guard {
    return (words, choice) => this.#field.get(words, this.#place(choice, chart)) === 1;
  }

  flip(chart: number): Action {
    return (words, choice) => {
      const place = this.#place(choice, chart);
      this.#field.set(words, place, 1 - this.#field.get(words, place));
    };
  }

  /** Chart 0 has the first bits, then comes the shared one, then those of the others. */
  #place(bit: number, chart: number): number {
    const ownBits = bitCount - 1;
    return !this.#isLoose || bit === ownBits || chart === 0 ? bit : 1 + ownBits * chart + bit;
  }
}

interface Neighbours {
  readonly bits: Bits;
  readonly inbox: Queue;
  readonly next: Queue;
}

function processOf(
  chart: ChartSpec,
  at: number,
  { bits, inbox, next }: Neighbours,
): ProcessDefinition {
  const { runsWhileBit } = chart;
  const machine = machineOf(chart);
  const { events } = machine;
  return {
    name: `chart${at}`,
    machine,
    guards: {
      bit0: bits.is(0, 1, at),
      not0: bits.is(0, 0, at),
      bit1: bits.is(1, 1, at),
      not1: bits.is(1, 0, at),
      bit2: bits.is(2, 1, at),
      not2: bits.is(2, 0, at),
      chosen: bits.chosen(at),
    },
    actions: {
      set0: bits.put(0, 1, at),
      clear0: bits.put(0, 0, at),
      set1: bits.put(1, 1, at),
      clear1: bits.put(1, 0, at),
      flip: bits.flip(at),
      ping: (words) => void next.send(words, 'ping'),
      pong: (words) => void next.send(words, 'pong'),
    },
    inbox: [inbox],
    // Only an event that the chart has may have choices, or be idle.
    choices: events.includes('pick') ? { pick: bitCount } : {},
    ...(runsWhileBit === undefined ? {} : { runsWhile: bits.is(runsWhileBit, 0, at) }),
    environmentEvents: chart.idles && events.includes('go') ? ['go'] : [],
  };
}

function propertiesOf(spec: SystemSpec, bits: Bits, controls: Controls): Property[] {
  const firstIsHome = controls.in('chart0', ['s0']);
  const isExercised: Guard = (words) => bits.value(words) === spec.exercised;
  const bit1IsSet = bits.is(1, 1);
  return [
    {
      id: 'bits',
      title: 'the bits never form that number, and nothing surprises',
      exercised: isExercised,
      violation: (words) => {
        const surprised = controls.unhandledMessage.get(words, 0) === 1;
        const value = bits.value(words);
        if (!surprised && value !== spec.forbidden) return undefined;
        return { failureClass: surprised ? 'unhandledMessage' : 'number', detail: `${value}` };
      },
    },
    {
      id: 'home',
      title: 'at home, bit 1 is clear',
      at: { process: 'chart0', states: ['s0'] },
      exercised: (words, choice) => firstIsHome(words) && isExercised(words, choice),
      violation: (words) =>
        bit1IsSet(words, 0) ? { failureClass: 'set', detail: 'bit 1 is set' } : undefined,
    },
  ];
}

/** Charts over bits, each with a mailbox that the chart before it writes. */
export function systemOf(spec: SystemSpec): System {
  return new System({
    name: 'random',
    build: (layout, controls) => {
      const bits = new Bits(layout, spec);
      const inboxes = spec.charts.map(
        (_, at) => new Queue(layout, `inbox${at}`, { capacity: 1 + (at % 2), messages }),
      );
      return {
        processes: spec.charts.map((chart, at) => {
          const next = inboxes[(at + 1) % inboxes.length]!;
          return processOf(chart, at, { bits, inbox: inboxes[at]!, next });
        }),
        initialize: (words) => {
          for (let bit = 0; bit < bitCount; bit++) {
            bits.put(bit, ((spec.initial >>> bit) & 1) === 1 ? 1 : 0)(words, 0);
          }
        },
        isTerminal: bits.is(spec.restingBit, 1),
        properties: propertiesOf(spec, bits, controls),
        // Asked by a property above; a full inbox loses what comes.
        ignores: ['unhandledMessage', 'lostSend'],
      };
    },
  });
}

/** Counterexamples as `property: failure class` with their lengths, as the brute force has them. */
export function shortestOf({ properties }: CheckResult): Map<string, number> {
  return new Map(
    properties.flatMap(({ counterexamples }) =>
      counterexamples.map((each) => [
        `${each.property}: ${each.violation.failureClass}`,
        each.steps.length,
      ]),
    ),
  );
}

/** Every counterexample ends where it says, by enabled steps alone. */
export function expectReplays(system: System, { properties }: CheckResult): void {
  for (const { property: id, violation, steps } of properties.flatMap((p) => p.counterexamples)) {
    const words = system.initial();
    run(system, steps, (_, after) => words.set(after));
    const property = system.properties.find((each) => each.id === id);
    if (property !== undefined) expect(property.violation(words)).toEqual(violation);
    if (id === deadlockProperty) expect(deadlockIn(system, words)).toEqual(violation);
  }
}

function canMove(spec: SystemSpec): boolean {
  const system = systemOf(spec);
  return system.enabled(system.initial()).length > 0;
}

/** Random systems in which something can move. */
export const systems = systemSpec.filter(canMove);

/** The same, of charts that are less in each other's way: most bits are their own, and few write messages. */
export const looseSystems = systemSpec
  .map((spec) => ({ ...spec, isLoose: true, charts: spec.charts.map(withFewMessages) }))
  .filter(canMove);

function withFewMessages(chart: ChartSpec, at: number): ChartSpec {
  if (at > 0) return chart;
  const silent = <Row extends RowSpec | undefined>(spec: Row): Row =>
    spec === undefined
      ? spec
      : { ...spec, actions: spec.actions.filter((name) => name !== 'ping' && name !== 'pong') };
  const states = chart.states.map(({ events, defers }) => ({
    defers,
    events: events.map(({ guarded, last }) => ({
      guarded: guarded.map(silent),
      last: silent(last),
    })),
  }));
  return { ...chart, states };
}
