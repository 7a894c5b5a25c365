import { InputError } from '../foundation/input-error.ts';
import type { Step, System } from '../system/system.ts';
import { stateDivergence, stepDivergence, type Divergence } from './divergence.ts';
import {
  rolesOf,
  type DrivenStep,
  type Implementation,
  type MaybePromise,
  type Roles,
  type StepAnswer,
} from './implementation.ts';
import { kindName, type NamedStep } from './named-step.ts';
import {
  checkedObservation,
  differences,
  type Observation,
  type StateView,
} from './observation.ts';
import { PossibleStates, stepsOfTrail, type PossibleState } from './possible-states.ts';

export interface DriveOptions {
  readonly view: StateView;
  /** States that an implementation may be in, at most. */
  readonly statesMax: number;
}

/** How one schedule ended. */
export type DriveOutcome =
  | { readonly kind: 'conforms' }
  | { readonly kind: 'inconclusive'; readonly reason: string }
  | {
      readonly kind: 'diverges';
      readonly divergence: Divergence;
      /** A run of the model up to and with the step that diverged. */
      readonly steps: readonly Step[];
      /** What the implementation showed, by position of the step in `steps`; 0 is the reset. */
      readonly shown: ReadonlyMap<number, Observation>;
    };

/** What was reached over all schedules. */
export interface Reached {
  /** Kinds of step that the implementation did. */
  readonly actions: Set<string>;
  readonly gates: Set<string>;
  /** Names that it showed. */
  readonly names: Set<string>;
  /** Steps that it did. */
  performed: number;
  /** Steps that it was asked for and rightly refused. */
  refused: number;
}

interface Request {
  readonly answer: MaybePromise<StepAnswer>;
  readonly step: NamedStep | undefined;
  readonly before: readonly PossibleState[];
  readonly after: readonly PossibleState[];
}

/** Ends a schedule from within. */
class Ended extends Error {
  readonly outcome: DriveOutcome;
  constructor(outcome: DriveOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/**
 * Lets an implementation follow schedules of a model, and keeps the set of model states that explain what it
 * shows. One driver serves one implementation, schedule after schedule.
 */
export class Driver {
  readonly #system: System;
  readonly #implementation: Implementation;
  readonly #view: StateView;
  readonly #roles: Roles;
  readonly #possible: PossibleStates;
  readonly #window: number;
  readonly #refusable: readonly NamedStep[];
  readonly #shown = new Map<number, Observation>();
  readonly reached: Reached = {
    actions: new Set(),
    gates: new Set(),
    names: new Set(),
    performed: 0,
    refused: 0,
  };

  /** Throws `InputError('data')` if the implementation names what the model does not have. */
  constructor(system: System, implementation: Implementation, { view, statesMax }: DriveOptions) {
    this.#system = system;
    this.#implementation = implementation;
    this.#view = view;
    this.#roles = rolesOf(system, implementation.abilities, view);
    this.#possible = new PossibleStates(system, this.#roles.hidden, statesMax);
    this.#refusable = refusableSteps(system, this.#roles.refusable);
    // Only where the model alone knows every state can a step be sent before the last is answered.
    const isPredictable =
      !this.#possible.hasHidden &&
      !this.#roles.roleOf.includes('decided') &&
      this.#refusable.length === 0;
    this.#window = isPredictable ? implementation.window : 1;
  }

  /** Largest number of states that the implementation may have been in. */
  get largest(): number {
    return this.#possible.largest;
  }

  /** Which steps are the model's to schedule: all but the hidden ones. */
  isScheduled(transition: number): boolean {
    return this.#roles.roleOf[transition] !== 'hidden';
  }

  /** Whether the implementation takes part in a step. */
  isObserved(transition: number): boolean {
    const role = this.#roles.roleOf[transition];
    return role === 'performed' || role === 'decided';
  }

  /**
   * Drives the implementation through a schedule. Steps are found by name; one that is not possible any more is
   * passed over. Throws `InputError('data')` if the implementation breaks the protocol.
   */
  async run(schedule: readonly Step[]): Promise<DriveOutcome> {
    const inFlight: Request[] = [];
    try {
      await this.#follow(schedule, inFlight);
      return { kind: 'conforms' };
    } catch (error) {
      // What was sent ahead is answered before anything else may be asked; what it says counts no more.
      await Promise.allSettled(inFlight.map(({ answer }) => Promise.resolve(answer)));
      if (error instanceof Ended) return error.outcome;
      throw error;
    }
  }

  async #follow(schedule: readonly Step[], inFlight: Request[]): Promise<void> {
    this.#shown.clear();
    const initial = [this.#possible.initial()];
    const answer = this.#implementation.reset();
    inFlight.push({ answer, step: undefined, before: initial, after: initial });
    let states = await this.#tryForbidden(await this.#answered(inFlight, initial));
    for (const step of schedule) {
      const role = this.#roles.roleOf[step.transition]!;
      if (role === 'hidden') continue;
      const named = this.#nameOf(step);
      const closed = this.#closed(states);
      if (role === 'environment') states = this.#environmentStep(closed, named);
      else if (role === 'decided') states = await this.#choose(closed, named);
      else states = await this.#perform(closed, named, inFlight);
    }
    while (inFlight.length > 0) await this.#oldest(inFlight);
  }

  /** The environment moves only if it can in every state that the implementation may be in. */
  #environmentStep(closed: readonly PossibleState[], named: NamedStep): readonly PossibleState[] {
    const isPossible = closed.every(({ words }) => this.#possible.transitionOf(words, named) >= 0);
    return isPossible ? this.#possible.afterNamed(closed, named) : closed;
  }

  async #perform(
    closed: readonly PossibleState[],
    named: NamedStep,
    inFlight: Request[],
  ): Promise<readonly PossibleState[]> {
    const after = this.#possible.afterNamed(closed, named);
    if (after.length === 0) return closed;
    const driven: DrivenStep = { ...named, given: this.#given(closed) };
    const answer = this.#implementation.step(driven);
    inFlight.push({ answer, step: named, before: closed, after });
    return this.#tryForbidden(await this.#answered(inFlight, after));
  }

  /** Asks for every refusable step that no possible state allows: it has to be refused. */
  async #tryForbidden(states: readonly PossibleState[]): Promise<readonly PossibleState[]> {
    if (this.#refusable.length === 0) return states;
    const closed = this.#closed(states);
    for (const named of this.#refusable) {
      if (closed.some(({ words }) => this.#possible.transitionOf(words, named) >= 0)) continue;
      const answer = await this.#implementation.step({ ...named, given: this.#given(closed) });
      this.#note(answer);
      if (answer.refused === undefined) {
        const position = lengthOf(closed) + 1;
        const unexplained = { kind: 'notRefused', position, step: named } as const;
        throw this.#diverged(stepDivergence(this.#possible, closed, unexplained), closed);
      }
      this.reached.refused++;
    }
    return closed;
  }

  async #choose(
    closed: readonly PossibleState[],
    { process }: NamedStep,
  ): Promise<readonly PossibleState[]> {
    const { roleOf } = this.#roles;
    const allowed = new Map<string, NamedStep>();
    for (const { words } of closed) {
      for (const step of this.#system.enabled(words)) {
        const named = this.#nameOf(step);
        if (roleOf[step.transition] !== 'decided' || named.process !== process) continue;
        allowed.set(`${kindName(named)} ${named.choice}`, named);
      }
    }
    if (allowed.size === 0) return closed;
    const answer = await this.#implementation.choose([...allowed.values()], this.#given(closed));
    const { chosen } = answer;
    if (chosen === undefined) {
      if (answer.refused === undefined) {
        throw new InputError('data', `${this.#name}: it was asked to choose and chose nothing`);
      }
      return this.#refused(closed, { reason: answer.refused, steps: [...allowed.values()] });
    }
    const after = this.#possible.afterNamed(closed, chosen);
    if (after.length === 0) {
      const position = lengthOf(closed) + 1;
      const unexplained = { kind: 'notAllowed', position, step: chosen } as const;
      throw this.#diverged(stepDivergence(this.#possible, closed, unexplained), closed);
    }
    return this.#explained(answer, { step: chosen, before: closed, after });
  }

  /** In-flight requests are answered in order; the states after the last one answered. */
  async #answered(
    inFlight: Request[],
    expected: readonly PossibleState[],
  ): Promise<readonly PossibleState[]> {
    let states = expected;
    while (inFlight.length >= this.#window) states = await this.#oldest(inFlight);
    return inFlight.length === 0 ? states : expected;
  }

  async #oldest(inFlight: Request[]): Promise<readonly PossibleState[]> {
    const request = inFlight.shift()!;
    const { answer: asked, step, before, after } = request;
    const answer = isPromise(asked) ? await asked : asked;
    if (answer.refused !== undefined) {
      if (step === undefined) {
        throw new InputError('data', `${this.#name}: it refused the reset: ${answer.refused}`);
      }
      return this.#refused(before, { reason: answer.refused, steps: [step] });
    }
    return this.#explained(answer, { step, before, after });
  }

  /** A refusal is right in the states that have none of the steps. */
  #refused(
    before: readonly PossibleState[],
    { reason, steps }: { readonly reason: string; readonly steps: readonly NamedStep[] },
  ): readonly PossibleState[] {
    const left = before.filter(({ words }) =>
      steps.every((step) => this.#possible.transitionOf(words, step) < 0),
    );
    if (left.length > 0) {
      this.reached.refused++;
      return left;
    }
    const [step] = steps;
    const position = lengthOf(before) + 1;
    const unexplained = { kind: 'refused', position, step, reason } as const;
    const divergence = stepDivergence(this.#possible, before, unexplained);
    throw this.#diverged(divergence, this.#possible.afterNamed(before, step!));
  }

  #explained(
    answer: StepAnswer,
    { step, before, after }: Omit<Request, 'answer'>,
  ): readonly PossibleState[] {
    this.#note(answer);
    if (step !== undefined) {
      this.reached.performed++;
      this.reached.actions.add(kindName(step));
    }
    let states = this.#closed(after);
    if (this.#implementation.abilities.settles === true) {
      const quiet = states.filter((state) => this.#possible.isQuiet(state));
      if (quiet.length > 0) states = quiet;
    }
    const { state: observed } = answer;
    if (observed === undefined) return states;
    const position = lengthOf(after);
    this.#shown.set(position, observed);
    const checked = checkedObservation(this.#view, observed, this.#name);
    for (const name of checked.keys()) this.reached.names.add(name);
    const left = states.filter(({ words }) => differences(this.#view, words, checked).length === 0);
    if (left.length > 0) return left;
    const divergence = stateDivergence(this.#possible, states, {
      position,
      step,
      view: this.#view,
      checked,
      observed,
      before,
    });
    throw this.#diverged(divergence, after);
  }

  #diverged(divergence: Divergence, states: readonly PossibleState[]): Ended {
    const steps = stepsOfTrail(states[0]!.trail);
    return new Ended({ kind: 'diverges', divergence, steps, shown: new Map(this.#shown) });
  }

  #note({ gates = [] }: StepAnswer): void {
    const known = this.#implementation.abilities.gates ?? [];
    for (const gate of gates) {
      if (!known.includes(gate)) {
        throw new InputError(
          'data',
          `${this.#name}: it reached a gate '${gate}' that it has not named`,
        );
      }
      this.reached.gates.add(gate);
    }
  }

  #closed(states: readonly PossibleState[]): readonly PossibleState[] {
    const closed = this.#possible.closed(states);
    if (closed !== undefined) return closed;
    throw new Ended({
      kind: 'inconclusive',
      reason: 'the implementation may be in more states than the budget allows',
    });
  }

  #given(states: readonly PossibleState[]): Readonly<Record<string, unknown>> {
    const names = this.#implementation.abilities.given ?? [];
    const [first, ...others] = states;
    return Object.fromEntries(
      names.map((name) => {
        const value = this.#view.value(first!.words, name);
        const text = others.length === 0 ? '' : JSON.stringify(value);
        if (others.some(({ words }) => JSON.stringify(this.#view.value(words, name)) !== text)) {
          const reason = `the model does not know ${name}, which the implementation is to be given`;
          throw new Ended({ kind: 'inconclusive', reason });
        }
        return [name, value];
      }),
    );
  }

  #nameOf({ transition, choice }: Step): NamedStep {
    const { process, event } = this.#system.transitions[transition]!;
    return { process, event, choice };
  }

  get #name(): string {
    return this.#implementation.abilities.name;
  }
}

/** Steps of the run that led to the first of some states. */
function lengthOf([first]: readonly PossibleState[]): number {
  return first?.trail?.length ?? 0;
}

function isPromise(answer: MaybePromise<StepAnswer>): answer is Promise<StepAnswer> {
  return answer instanceof Promise;
}

/** Every step, by name and choice, of the refusable kinds. */
function refusableSteps(system: System, refusable: Uint8Array): NamedStep[] {
  const steps = new Map<string, NamedStep>();
  for (const { id, process, event } of system.transitions) {
    if (refusable[id] !== 1) continue;
    const choices = system.process(process).definition.choices?.[event] ?? 1;
    for (let choice = 0; choice < choices; choice++) {
      steps.set(`${process} ${event} ${choice}`, { process, event, choice });
    }
  }
  return [...steps.values()];
}
