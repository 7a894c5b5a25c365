import type { ActorEvent, ActorSnapshot } from './xstate/semantics.ts';

/** One step of a path that is to be run against something real. */
export interface TestStep {
  /** Who takes it. */
  readonly actor: string;
  readonly event: ActorEvent;
  /** The key of its handler: the type of the event, `after 500 ms`, `after 500 ms in a.b`, `fetchUser done`. */
  readonly label: string;
  /** A message between actors: it needs no handler. */
  readonly isMessage: boolean;
  /** The event with what it carries, on one line. */
  readonly text: string;
  /** The snapshot of the actor after the step. */
  readonly state: ActorSnapshot | undefined;
  /** All snapshots after the step, by name. */
  readonly snapshots: Readonly<Record<string, ActorSnapshot | undefined>>;
}

/** What makes a path happen, and what must be seen: the words of a `TestModel` of `@xstate/graph`. */
export interface PathTest {
  /** By type of event, `after 500 ms` (`after 500 ms in a.b` if other states have such a timer), `fetchUser done`,
   * `fetchUser fails`; of several actors also `'a.PLAY'`. `'*'` for all others. */
  // oxlint-disable-next-line typescript/no-explicit-any -- handlers know the events of their machine
  readonly events?: Readonly<Record<string, (step: any) => unknown>>;
  /** By state (`'open.playing'`; of several actors `'a.open'`): called wherever a path is in it. `'*'` for all. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly states?: Readonly<Record<string, (snapshot: any) => unknown>>;
}

interface PathInput {
  readonly name: string;
  readonly first: TestStep['snapshots'];
  readonly steps: readonly TestStep[];
  readonly roots: readonly string[];
}

/** A run of a system of actors that a test can repeat step by step. */
export class ActorTestPath {
  /** The transition for whose sake it is there. */
  readonly name: string;
  readonly steps: readonly TestStep[];
  readonly #first: TestStep['snapshots'];
  readonly #roots: readonly string[];

  constructor({ name, first, steps, roots }: PathInput) {
    this.name = name;
    this.steps = steps;
    this.#first = first;
    this.#roots = roots;
  }

  /** What happens, in order. */
  get description(): string {
    return this.steps
      .map(({ actor, text }) => (this.#roots.length === 1 ? text : `${actor} ${text}`))
      .join(', ');
  }

  /**
   * Makes the path happen: calls the handler of each event, and after each the checks of the states that the
   * actors are in then. Rejects where a handler or a check throws, with the steps so far; where an event from
   * outside, a timer or an outcome has no handler; and where no state that has a check was ever reached.
   */
  async test({ events = {}, states = {} }: PathTest): Promise<void> {
    const done: string[] = [];
    let checked = await this.#within(done, () => this.#check(states, this.#first));
    for (const step of this.steps) {
      const { actor, label, event } = step;
      const handler =
        events[`${actor}.${label}`] ?? events[label] ?? events[event.type] ?? events['*'];
      if (handler === undefined && !step.isMessage) {
        throw new Error(`${this.name}: no handler for '${label}': add it to events`);
      }
      done.push(step.text);
      checked += await this.#within(done, async () => {
        await handler?.(step);
        return this.#check(states, step.snapshots);
      });
    }
    if (checked === 0)
      throw new Error(`${this.name}: no state on the path has a check: add one to states`);
  }

  async #within(done: readonly string[], act: () => Promise<number>): Promise<number> {
    try {
      return await act();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const steps = done.length === 0 ? 'at the start' : `after ${done.join(', ')}`;
      throw new Error(`${this.name}: ${steps}: ${reason}`, { cause: error });
    }
  }

  async #check(
    states: NonNullable<PathTest['states']>,
    snapshots: TestStep['snapshots'],
  ): Promise<number> {
    let count = 0;
    for (const [key, check] of Object.entries(states)) {
      const snapshot = this.#matching(key, snapshots);
      if (snapshot === undefined) continue;
      count++;
      // Checks of one moment come one after the other, as they are written.
      await check(snapshot);
    }
    return count;
  }

  #matching(key: string, snapshots: TestStep['snapshots']): unknown {
    const [only, ...others] = this.#roots;
    if (key === '*') return others.length === 0 ? snapshots[only!] : snapshots;
    if (others.length === 0) return matches(snapshots[only!], key) ? snapshots[only!] : undefined;
    const actor = Object.keys(snapshots).find((name) => key.startsWith(`${name}.`));
    if (actor === undefined) return undefined;
    const snapshot = snapshots[actor];
    return matches(snapshot, key.slice(actor.length + 1)) ? snapshot : undefined;
  }
}

function matches(snapshot: ActorSnapshot | undefined, state: string): boolean {
  return snapshot !== undefined && 'matches' in snapshot && snapshot.matches(state);
}
