import type { System } from '../system/system.ts';
import { transitionsNamed, type NamedStep } from './named-step.ts';
import type { Observation, StateView } from './observation.ts';
import { InputError } from '../foundation/input-error.ts';

export type MaybePromise<Value> = Value | Promise<Value>;

/**
 * What an implementation can do and show. Steps are named as `transitionsNamed` reads them: `client`,
 * `client *`, `client acquire`.
 */
export interface Abilities {
  readonly name: string;
  readonly version: string;
  /** Steps that it does when asked. */
  readonly actions: readonly string[];
  /** Steps of its environment: the model takes them alone. */
  readonly environment?: readonly string[];
  /** Steps among which it decides itself when asked to choose. */
  readonly decides?: readonly string[];
  /** Of its actions, those that it can be asked for at any time and refuses if they are not possible. */
  readonly refuses?: readonly string[];
  /** Names that it shows in some state. */
  readonly observes?: readonly string[];
  /** Names whose values in the model it is given with each step. */
  readonly given?: readonly string[];
  /** Points at which it can be held. */
  readonly gates?: readonly string[];
  /** Whether it answers only when no hidden step is left to happen. */
  readonly settles?: boolean;
}

/** A step that an implementation is asked for, with what it is given of the model's state before the step. */
export interface DrivenStep extends NamedStep {
  readonly given: Readonly<Record<string, unknown>>;
}

/** What an implementation answers to a step. */
export interface StepAnswer {
  /** Absent if it shows nothing now. */
  readonly state?: Observation;
  /** Why it did not do the step. */
  readonly refused?: string;
  /** Gates reached on the way. */
  readonly gates?: readonly string[];
  /** When asked to choose: the step that it chose. */
  readonly chosen?: NamedStep;
}

/** A real implementation behind a narrow door: a process that speaks the adapter protocol, or an object. */
export interface Implementation {
  readonly abilities: Abilities;
  /** Steps that may be sent before the first is answered. 1: each answer is awaited. */
  readonly window: number;
  /** Back to the initial state. */
  reset(): MaybePromise<StepAnswer>;
  step(step: DrivenStep): MaybePromise<StepAnswer>;
  /** Asks it to take one of the allowed steps. Only for steps that it decides. */
  choose(
    allowed: readonly NamedStep[],
    given: Readonly<Record<string, unknown>>,
  ): MaybePromise<StepAnswer>;
}

/** Who takes a transition. `hidden`: the implementation, on its own and unseen. */
export type StepRole = 'performed' | 'decided' | 'environment' | 'hidden';

/** The abilities of an implementation, resolved against the model that it is to follow. */
export interface Roles {
  /** By transition. */
  readonly roleOf: readonly StepRole[];
  /** 1 at each hidden transition. */
  readonly hidden: Uint8Array;
  /** 1 at each transition that may be asked for at any time. */
  readonly refusable: Uint8Array;
}

/**
 * Resolves what an implementation says of itself. Every step that it does not name is hidden. Throws
 * `InputError('data')` if it names what the model does not have, or gives one step two roles.
 */
export function rolesOf(system: System, abilities: Abilities, view: StateView): Roles {
  const where = abilities.name;
  const named = {
    decided: transitionsNamed(system, abilities.decides ?? [], where),
    environment: transitionsNamed(system, abilities.environment ?? [], where),
    performed: transitionsNamed(system, abilities.actions, where),
  };
  for (const name of [...(abilities.observes ?? []), ...(abilities.given ?? [])]) {
    if (view.has(name)) continue;
    const known = view.names.join(', ');
    throw new InputError('data', `${where}: the model has no '${name}'; it has ${known}`);
  }
  const refusable = transitionsNamed(system, abilities.refuses ?? [], where);
  const roleOf = system.transitions.map(({ id, process, event }): StepRole => {
    const roles = (['decided', 'environment', 'performed'] as const).filter(
      (role) => named[role][id] === 1,
    );
    const [role, ...more] = roles;
    if (more.length > 0) {
      throw new InputError('data', `${where}: ${process} ${event} is ${roles.join(' and ')}`);
    }
    if (refusable[id] === 1 && role !== 'performed') {
      throw new InputError('data', `${where}: ${process} ${event} is refused and is no action`);
    }
    return role ?? 'hidden';
  });
  const hidden = Uint8Array.from(roleOf, (role) => (role === 'hidden' ? 1 : 0));
  return { roleOf, hidden, refusable };
}
