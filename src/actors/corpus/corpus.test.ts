/* oxlint-disable no-underscore-dangle -- names of XState */
/**
 * What is explored is what XState does: the graph is the adjacency map of XState's graph package where that can
 * run, and runs of real actors with a simulated clock stay inside the explored states.
 */
import { getAdjacencyMap } from '@xstate/graph';
import fc from 'fast-check';
import {
  createActor,
  getNextTransitions,
  SimulatedClock,
  type AnyActor,
  type AnyMachineSnapshot,
} from 'xstate';
import { describe, expect, test } from 'vitest';
import { check } from '../../checking/check.ts';
import { declaredFor, outcomesOf } from '../source-outcomes.ts';
import type { ActorEvent, ChildActor } from '../xstate/semantics.ts';
import { eventTypesOf, familyOf, invocationsOf } from '../xstate/structure.ts';
import { combinedMachines } from './combined-machines.ts';
import { pendingPromises, type CorpusEntry } from './entry.ts';
import { explore, rootOnly, systemOf, visible, wholeFamily } from './explored.ts';
import { familyMachines } from './family-machines.ts';
import { historyMachines } from './history-machines.ts';
import { plainMachines } from './plain-machines.ts';
import { timedMachines } from './timed-machines.ts';

const corpus: readonly CorpusEntry[] = [
  ...plainMachines,
  ...historyMachines,
  ...timedMachines,
  ...familyMachines,
  ...combinedMachines,
];

test('the corpus is large enough, and names are unique', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(60);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
});

describe('the explored graph is the adjacency map of the graph package', () => {
  const compared = corpus.filter(({ noGraph }) => noGraph === undefined);
  test('for most of the corpus', () => expect(compared.length).toBeGreaterThanOrEqual(35));

  test.each(compared.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const own = explore(systemOf(entry), rootOnly);
    const edges = new Set(own.edges.map(({ from, event, to }) => `${from} ${event.type} ${to}`));
    const map = getAdjacencyMap(entry.machine, {
      events: ((state: AnyMachineSnapshot) => eventsIn(state, entry)) as never,
      serializeState: (state) => visible(state as AnyMachineSnapshot) as never,
      stopWhen: (state) => entry.within?.(state) === false,
      ...(entry.input === undefined ? {} : { input: entry.input }),
    });
    expect([...own.states].toSorted()).toEqual(Object.keys(map).toSorted());
    // The package counts events that change nothing as steps to the same state.
    const theirs = Object.entries(map).flatMap(([from, { transitions }]) =>
      Object.values(transitions as Record<string, Transition>).map(({ state, event }) => {
        return `${from} ${event.type} ${visible(state)}`;
      }),
    );
    for (const edge of edges) expect(theirs).toContain(edge);
    const moving = theirs.filter((edge) => !isLoop(edge));
    for (const edge of moving) expect(edges).toContain(edge);
  });
});

interface Transition {
  readonly state: AnyMachineSnapshot;
  readonly event: ActorEvent;
}

function isLoop(edge: string): boolean {
  const [, from, to] = /^(.*) \S+ (.*)$/s.exec(edge)!;
  return from === to;
}

/** The events that the package tries in a state: those that it names, with what they carry. */
function eventsIn(state: AnyMachineSnapshot, entry: CorpusEntry): ActorEvent[] {
  const { events, machine } = entry;
  const types = new Set(getNextTransitions(state).map(({ eventType }) => eventType));
  const sources = invocationsOf(machine).map(({ id, src, kind }) => {
    const source = { id, src, kind, path: id } as ChildActor;
    return outcomesOf(source, declaredFor(source, entry.outcomes ?? {}) ?? {});
  });
  const outcomes = sources.flat().map(({ event }) => event);
  const external = (type: string): ActorEvent[] =>
    ((events === undefined ? [{}] : (events[type] ?? [])) as readonly object[]).map((payload) => ({
      ...payload,
      type,
    }));
  return [...types].flatMap((type): ActorEvent[] => {
    if (type.startsWith('xstate.after.')) return [{ type }];
    if (type.startsWith('xstate.')) return outcomes.filter((event) => event.type === type);
    return type === '' ? [] : external(type);
  });
}

describe('runs of real actors stay inside the explored states', () => {
  test.each(corpus.map((entry) => [entry.name, entry] as const))('%s', async (_, entry) => {
    const system = systemOf(entry);
    const { states } = explore(system, wholeFamily);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(1_000), { maxLength: 12 }), async (draws) => {
        const run = new RealRun(entry);
        expect(states).toContain(run.state());
        for (const draw of draws) {
          await run.take(draw);
          if (entry.within?.(run.actor.getSnapshot()) === false) break;
          expect(states).toContain(run.state());
        }
        run.end();
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});

/** One run of a real actor of XState. */
class RealRun {
  readonly actor: AnyActor;
  readonly #clock = new SimulatedClock();
  readonly #entry: CorpusEntry;
  readonly #types: readonly string[];

  constructor(entry: CorpusEntry) {
    this.#entry = entry;
    pendingPromises.length = 0;
    this.actor = createActor(entry.machine, {
      clock: this.#clock,
      id: 'it',
      input: entry.input,
      logger: () => {},
    });
    this.actor.subscribe({ error: () => {} });
    this.actor.start();
    const named = familyOf(entry.machine).flatMap(eventTypesOf);
    this.#types = [...new Set([...named, ...Object.keys(entry.events ?? {})])];
  }

  /** Sends an event, lets time pass or ends a promise, as `draw` says. */
  async take(draw: number): Promise<void> {
    const { events, outcomes } = this.#entry;
    const family = familyIn(this.actor);
    const sources = sourcesIn(this.actor);
    const moves: (() => void)[] = [];
    for (const type of this.#types) {
      const cases = events === undefined ? [{}] : ((events[type] ?? []) as readonly object[]);
      const isOfRoot =
        this.actor.logic.events.includes(type) || type.includes('.') || type === 'OTHER';
      for (const target of isOfRoot ? [this.actor] : family.slice(1)) {
        for (const payload of cases) moves.push(() => target.send({ ...payload, type }));
      }
    }
    moves.push(
      () => this.#clock.increment(50),
      () => this.#clock.increment(1_000),
    );
    for (const pending of pendingPromises) {
      const declared = outcomes?.[pending.name] ?? {};
      const source = {
        id: pending.name,
        kind: 'promise',
        input: pending.input,
        src: pending.name,
      } as ChildActor;
      for (const { event } of outcomesOf(source, declared)) {
        moves.push(() => {
          if ('error' in event) pending.reject(event['error']);
          else pending.resolve(event['output']);
          pendingPromises.splice(pendingPromises.indexOf(pending), 1);
        });
      }
    }
    for (const source of sources) {
      const declared = outcomes?.[source.src as string];
      if (declared?.sends === undefined) continue;
      for (const event of declared.sends as readonly ActorEvent[]) {
        moves.push(() => (source._parent as AnyActor).send(event));
      }
    }
    moves[draw % moves.length]!();
    for (let turn = 0; turn < 6; turn++) await Promise.resolve();
  }

  state(): string {
    const root = this.actor.getSnapshot() as AnyMachineSnapshot;
    if (root.status !== 'active') return `it ${visible(root)}`;
    return familyIn(this.actor)
      .map((actor) => `${pathOf(actor)} ${visible(actor.getSnapshot() as AnyMachineSnapshot)}`)
      .toSorted()
      .join('\n');
  }

  end(): void {
    this.actor.stop();
  }
}

function pathOf(actor: AnyActor): string {
  const parent = actor._parent as AnyActor | undefined;
  return parent === undefined ? 'it' : `${pathOf(parent)}/${actor.id}`;
}

function childrenOf(actor: AnyActor): AnyActor[] {
  const { children = {} } = actor.getSnapshot() as { children?: Record<string, AnyActor> };
  return Object.values(children).filter((child) => child?.getSnapshot().status === 'active');
}

/** An actor and all machines and reducers that it has started and that run. */
function familyIn(actor: AnyActor): AnyActor[] {
  const isPure = (each: AnyActor): boolean => {
    const snapshot = each.getSnapshot() as object;
    return 'value' in snapshot || ('context' in snapshot && !('input' in snapshot));
  };
  return [actor, ...childrenOf(actor).filter(isPure).flatMap(familyIn)];
}

function sourcesIn(actor: AnyActor): AnyActor[] {
  const known = new Set(familyIn(actor));
  return [...known].flatMap(childrenOf).filter((each) => !known.has(each));
}

describe('every machine of the corpus', () => {
  test.each(corpus.map((entry) => [entry.name, entry] as const))(
    '%s: is searched to its end',
    (_, entry) => {
      const result = check(systemOf(entry));
      expect(result.ended).toBeUndefined();
      expect(result.states).toBeGreaterThan(1);
    },
  );
});
