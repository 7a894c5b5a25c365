import fc from 'fast-check';
import { createMachine, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import type { Transition } from '../../system/compile.ts';
import type { ProcessDefinition } from '../../system/definition.ts';
import { System } from '../../system/system.ts';
import { weakFairness, type FairGroup } from './fairness.ts';
import { lassoFlaw } from './lasso-replay.ts';
import {
  eventually,
  leadsTo,
  infinitelyOften,
  stabilizes,
  type Goal,
  type Holds,
} from '../../system/liveness-goal.ts';
import { checkLiveness } from './liveness.ts';
import { hasFairLasso, shortestLasso } from '../../bench/naive-liveness.ts';

const name = { id: 'G', title: 'the goal' };

/** A chart of one state per name, with an event `from.event` for each arrow, and no guard. */
interface Arrow {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  readonly guard?: string;
  readonly action?: string;
}

function chart(id: string, initial: string, arrows: readonly Arrow[]): AnyStateMachine {
  const names = [...new Set([initial, ...arrows.flatMap(({ from, to }) => [from, to])])];
  const states = names.map((state) => {
    const on = arrows
      .filter(({ from }) => from === state)
      .map(({ event, to, guard, action }) => [
        event,
        {
          target: to,
          ...(guard === undefined ? {} : { guard }),
          ...(action === undefined ? {} : { actions: action }),
        },
      ]);
    return [state, { on: Object.fromEntries(on) }];
  });
  const nothing = (): boolean => false;
  const named = (key: 'guard' | 'action'): string[] =>
    arrows.flatMap((arrow) => (arrow[key] === undefined ? [] : [arrow[key]]));
  return createMachine(
    { id, initial, states: Object.fromEntries(states) },
    {
      guards: Object.fromEntries(named('guard').map((guard) => [guard, nothing])),
      actions: Object.fromEntries(named('action').map((action) => [action, () => {}])),
    },
  );
}

function systemOf(build: (system: { shared: SharedFields }) => ProcessDefinition[]): System {
  return new System({
    name: 'small',
    build: (layout) => ({
      processes: build({ shared: { field: (field, bits = 4) => layout.field(field, bits) } }),
      initialize: () => {},
      isTerminal: () => true,
      properties: [],
    }),
  });
}

interface SharedFields {
  readonly field: (name: string, bits?: 1 | 2 | 4 | 8) => import('../../layout/field.ts').Field;
}

function at(system: System, process: string, ...states: string[]): Holds {
  const { control } = system.process(process);
  const matches = system.process(process).statesMatching(states);
  return (words) => matches[control.get(words, 0)] === 1;
}

/** One event of a process, strongly fair. */
function strongly(customer: string, only: string): FairGroup {
  const includes = ({ process, event }: Transition): boolean =>
    process === customer && event === only;
  return { name: `${customer} ${only}`, strength: 'strong', includes };
}

/** Two customers of one lock that is free or held: nobody queues. */
function bareLock(): System {
  return systemOf(({ shared }) => {
    const held = shared.field('held', 1);
    return ['one', 'two'].map((customer) => ({
      name: customer,
      machine: chart(customer, 'away', [
        { from: 'away', event: 'want', to: 'waiting' },
        { from: 'waiting', event: 'enter', to: 'inside', guard: 'free', action: 'take' },
        { from: 'inside', event: 'leave', to: 'away', action: 'give' },
      ]),
      guards: { free: (words) => held.get(words, 0) === 0 },
      actions: { take: (words) => held.set(words, 0, 1), give: (words) => held.set(words, 0, 0) },
      environmentEvents: ['want'],
    }));
  });
}

/** The same with tickets, modulo 4. */
function ticketLock(): System {
  return systemOf(({ shared }) => {
    const next = shared.field('next', 2);
    const serving = shared.field('serving', 2);
    return ['one', 'two'].map((customer) => {
      const ticket = shared.field(`ticket.${customer}`, 2);
      return {
        name: customer,
        machine: chart(customer, 'away', [
          { from: 'away', event: 'want', to: 'waiting', action: 'draw' },
          { from: 'waiting', event: 'enter', to: 'inside', guard: 'isCalled' },
          { from: 'inside', event: 'leave', to: 'away', action: 'callNext' },
        ]),
        guards: { isCalled: (words) => serving.get(words, 0) === ticket.get(words, 0) },
        actions: {
          draw: (words) => {
            ticket.set(words, 0, next.get(words, 0));
            next.set(words, 0, (next.get(words, 0) + 1) & 3);
          },
          callNext: (words) => {
            serving.set(words, 0, (serving.get(words, 0) + 1) & 3);
            ticket.set(words, 0, 0);
          },
        },
        environmentEvents: ['want'],
      };
    });
  });
}

/** A token that goes round; whoever has it works once, or passes it on without. */
function tokenRing(size: number, losesToken: boolean): System {
  return systemOf(({ shared }) => {
    const token = shared.field('token', 4);
    return Array.from({ length: size }, (_, place) => ({
      name: `node${place}`,
      machine: chart(`node${place}`, 'idle', [
        { from: 'idle', event: 'work', to: 'done', guard: 'hasToken' },
        { from: 'done', event: 'pass', to: 'idle', action: 'pass' },
        ...(losesToken ? [{ from: 'done', event: 'lose', to: 'idle', action: 'lose' }] : []),
      ]),
      guards: { hasToken: (words) => token.get(words, 0) === place },
      actions: {
        pass: (words) => token.set(words, 0, (place + 1) % size),
        ...(losesToken ? { lose: (words: Uint32Array) => token.set(words, 0, size) } : {}),
      },
      environmentEvents: [],
    }));
  });
}

describe('systems whose answer is known', () => {
  test('a bare lock starves the one who waits under weak fairness: it is not enabled without a break', () => {
    const system = bareLock();
    const goal = leadsTo(name, at(system, 'one', 'waiting'), at(system, 'one', 'inside'));
    const result = checkLiveness(system, [goal]);
    expect(result.verdict).toBe('violated');
    const [shortest] = result.properties[0]!.counterexamples;
    // The other wants, enters and leaves, over and over.
    expect(shortest!.loopStart).toBe(1);
    expect(shortest!.steps.length).toBe(4);
    const fairness = weakFairness(system);
    const { steps, loopStart } = shortest!;
    expect(lassoFlaw(system, goal, { steps, loopStart: loopStart!, fairness })).toBeUndefined();
  });

  test('a bare lock starves nobody under strong fairness', () => {
    const system = bareLock();
    const goal = leadsTo(name, at(system, 'one', 'waiting'), at(system, 'one', 'inside'));
    const strong = ['one', 'two'].map((customer) => strongly(customer, 'enter'));
    const fairness = [...weakFairness(system), ...strong];
    expect(checkLiveness(system, [goal], { fairness }).verdict).toBe('verified');
  });

  test('a ticket lock starves nobody under weak fairness, and the unfair may stand still', () => {
    const system = ticketLock();
    const goal = leadsTo(name, at(system, 'one', 'waiting'), at(system, 'one', 'inside'));
    expect(checkLiveness(system, [goal]).verdict).toBe('verified');
    const fairness = weakFairness(system).filter((each) => each.name === 'one');
    const result = checkLiveness(system, [goal], { fairness });
    expect(result.verdict).toBe('violated');
    const [shortest] = result.properties[0]!.counterexamples;
    // The other wants and never enters: the run stands still with the loop empty.
    expect(shortest!.steps.length).toBe(shortest!.loopStart);
    expect(shortest!.violation.failureClass).toBe('for ever: one waiting, two waiting');
  });

  test.each([2, 3, 5])('in a token ring of %i everyone works again and again', (size) => {
    const system = tokenRing(size, false);
    const goals = Array.from({ length: size }, (_, place) =>
      infinitelyOften({ id: `node${place}`, title: '' }, at(system, `node${place}`, 'done')),
    );
    expect(checkLiveness(system, goals).verdict).toBe('verified');
  });

  test('a lost token is found, and nothing moves any more', () => {
    const system = tokenRing(3, true);
    const goal = infinitelyOften(name, at(system, 'node0', 'done'));
    const [lost] = checkLiveness(system, [goal]).properties[0]!.counterexamples;
    expect([lost!.steps.length, lost!.loopStart]).toEqual([2, 2]);
    expect(checkLiveness(system, [eventually(name, at(system, 'node0', 'done'))]).verdict).toBe(
      'verified',
    );
  });

  test('settling: a visit again and again is no settling', () => {
    const system = tokenRing(2, false);
    const always: Holds = () => true;
    const goal = stabilizes(name, always, at(system, 'node0', 'idle'));
    expect(checkLiveness(system, [goal]).verdict).toBe('violated');
    const never = stabilizes(name, at(system, 'node0', 'done'), always);
    expect(checkLiveness(system, [never]).verdict).toBe('verified');
  });
});

describe('verdicts', () => {
  test('vacuous: no run ever owes the goal', () => {
    const system = tokenRing(2, false);
    const goal = leadsTo(name, () => false, at(system, 'node0', 'done'));
    expect(checkLiveness(system, [goal]).verdict).toBe('vacuous');
    expect(checkLiveness(system, [eventually(name, () => true)]).verdict).toBe('vacuous');
  });

  test('a budget is inconclusive, never verified, and takes back no violation', () => {
    const ring = tokenRing(5, false);
    const goal = infinitelyOften(name, at(ring, 'node4', 'done'));
    const cut = checkLiveness(ring, [goal], { maxStates: 3 });
    expect(cut.verdict).toBe('inconclusive');
    expect(cut.ended).toMatchObject({ reason: 'maxStates' });
    expect(checkLiveness(ring, [goal], { stop: () => 'time' }).ended).toMatchObject({
      reason: 'time',
    });
    const leaking = tokenRing(5, true);
    const lost = infinitelyOften(name, at(leaking, 'node4', 'done'));
    expect(checkLiveness(leaking, [lost], { maxStates: 5 }).verdict).toBe('violated');
  });

  test('a reduction is refused: it may leave out the one fair run that breaks the goal', () => {
    const system = tokenRing(2, false);
    const goal = infinitelyOften(name, at(system, 'node0', 'done'));
    expect(() => checkLiveness(system, [goal], { reductions: ['symmetry'] })).toThrow(/symmetry/);
  });
});

/** Counters modulo 4 with random rows: `step` by 1 or 2 under a guard over the other's counter. */
interface Spec {
  readonly processes: readonly {
    readonly rows: readonly {
      /** Sets of values of the two counters, as bits. */
      readonly mine: number;
      readonly other: number;
      readonly add: number;
      readonly isFair: boolean;
    }[];
  }[];
  readonly p: number;
  readonly q: number;
  readonly goal: number;
  readonly strengths: readonly FairGroup['strength'][];
}

const rows = fc.array(
  fc.record({
    mine: fc.integer({ min: 1, max: 15 }),
    other: fc.integer({ min: 1, max: 15 }),
    add: fc.integer({ min: 1, max: 3 }),
    isFair: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.boolean()),
  }),
  { minLength: 1, maxLength: 7 },
);
const specs = fc.record<Spec>({
  processes: fc.array(fc.record({ rows }), { minLength: 2, maxLength: 2 }),
  p: fc.nat(0xffff),
  q: fc.tuple(fc.nat(0xffff), fc.nat(0xffff)).map(([one, other]) => one | other),
  goal: fc.nat(3),
  strengths: fc.array(fc.constantFrom('weak', 'strong'), { minLength: 2, maxLength: 2 }),
});

function isIn(set: number, value: number): boolean {
  return ((set >>> value) & 1) === 1;
}

function counters({ processes }: Spec): System {
  return systemOf(({ shared }) => {
    const fields = processes.map((_, index) => shared.field(`counter${index}`, 2));
    return processes.map(({ rows: given }, process) => {
      const mine = fields[process]!;
      const other = fields[1 - process]!;
      const events = given.map((_, row) => `row${row}`);
      return {
        name: `p${process}`,
        machine: chart(
          `p${process}`,
          'on',
          events.map((event) => ({ from: 'on', event, to: 'on', guard: event, action: event })),
        ),
        guards: Object.fromEntries(
          given.map((row, index) => [
            events[index],
            (words: Uint32Array) =>
              isIn(row.mine, mine.get(words, 0)) && isIn(row.other, other.get(words, 0)),
          ]),
        ),
        actions: Object.fromEntries(
          given.map((row, index) => [
            events[index],
            (words: Uint32Array) => mine.set(words, 0, (mine.get(words, 0) + row.add) & 3),
          ]),
        ),
        environmentEvents: events.filter((_, index) => !given[index]!.isFair),
      };
    });
  });
}

function questionOf(spec: Spec): { system: System; goal: Goal; fairness: FairGroup[] } {
  const system = counters(spec);
  const holds =
    (set: number): Holds =>
    (state) => {
      const { counter0, counter1 } = system.layout.read(state);
      return isIn(set, counter0![0]! * 4 + counter1![0]!);
    };
  const [p, q] = [holds(spec.p), holds(spec.q)];
  const goals = [
    eventually(name, p),
    leadsTo(name, p, q),
    infinitelyOften(name, q),
    stabilizes(name, p, q),
  ];
  const fairness = weakFairness(system).map((each, index) => ({
    ...each,
    strength: spec.strengths[index]!,
  }));
  return { system, goal: goals[spec.goal]!, fairness };
}

describe('random systems, against a naive search', () => {
  test('the verdict, and a shortest lasso that replays', () => {
    const seen = { violated: 0, verified: 0, loops: 0 };
    fc.assert(
      fc.property(specs, (spec) => {
        const { system, goal, fairness } = questionOf(spec);
        const [result] = checkLiveness(system, [goal], { fairness }).properties;
        const isViolated = hasFairLasso(system, goal, fairness);
        expect(result!.verdict === 'violated').toBe(isViolated);
        if (result!.verdict === 'verified') seen.verified++;
        if (!isViolated) return;
        seen.violated++;
        for (const { steps, loopStart } of result!.counterexamples) {
          if (steps.length > loopStart!) seen.loops++;
          const run = { steps, loopStart: loopStart!, fairness };
          expect(lassoFlaw(system, goal, run)).toBeUndefined();
        }
        expect(result!.counterexamples[0]!.steps.length).toBe(
          shortestLasso(system, goal, fairness),
        );
      }),
      { numRuns: 400 },
    );
    // The generator asks real questions.
    expect(Math.min(seen.violated, seen.verified, seen.loops)).toBeGreaterThan(20);
  });
});
