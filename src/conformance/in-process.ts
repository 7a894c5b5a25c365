import type {
  Abilities,
  DrivenStep,
  Implementation,
  MaybePromise,
  StepAnswer,
} from './implementation.ts';
import { InputError } from '../foundation/input-error.ts';
import type { OptionKinds } from '../foundation/options.ts';
import { kindName, transitionsNamed, type NamedStep } from './named-step.ts';
import type { Observation } from './observation.ts';
import type { System } from '../system/system.ts';

/**
 * An implementation in the same process, as a test describes it. Every function may be synchronous or return a
 * promise. Steps that are named nowhere are hidden; without `actions` every other step is one.
 */
export interface InProcess<Instance> extends Partial<Omit<Abilities, 'name' | 'settles'>> {
  /** A new instance in the initial state of the model. */
  readonly create: () => MaybePromise<Instance>;
  /** Does one step of the model. `false`, or an error that is thrown, means: not possible now. */
  readonly send: (instance: Instance, step: DrivenStep) => MaybePromise<void | boolean>;
  /** What can be seen of the instance. */
  readonly read: (instance: Instance) => MaybePromise<Observation>;
  /** Waits until the instance does nothing more by itself. Called before each `read`. */
  readonly settle?: (instance: Instance) => MaybePromise<void>;
  /** Takes one of the allowed steps and returns it. Needed for steps that it `decides`. */
  readonly choose?: (instance: Instance, allowed: readonly NamedStep[]) => MaybePromise<NamedStep>;
  readonly dispose?: (instance: Instance) => MaybePromise<void>;
  /** Steps that happen by themselves, unseen; everything else is an action unless it is named otherwise. */
  readonly hidden?: readonly string[];
}

/** What each part of an `InProcess` is. */
export const inProcessKinds: OptionKinds<InProcess<unknown>> = {
  version: 'text',
  actions: 'list',
  environment: 'list',
  decides: 'list',
  refuses: 'list',
  observes: 'list',
  given: 'list',
  gates: 'list',
  hidden: 'list',
  create: 'function',
  send: 'function',
  read: 'function',
  settle: 'function',
  choose: 'function',
  dispose: 'function',
};

/** Throws `InputError('usage')` where one of the functions that an implementation must have is missing. */
export function requireFunctions<Instance>(owner: string, subject: InProcess<Instance>): void {
  for (const name of ['create', 'send', 'read'] as const) {
    if (subject[name] !== undefined) continue;
    throw new InputError('usage', `${owner}: ${name} is missing: a function`);
  }
}

/** The object as an implementation that a driver can use. */
export function inProcess<Instance>(
  system: System,
  name: string,
  subject: InProcess<Instance>,
): Implementation & { readonly close: () => Promise<void> } {
  let current: { readonly instance: Instance } | undefined;
  const shown = async (instance: Instance): Promise<StepAnswer> => {
    await subject.settle?.(instance);
    return { state: await subject.read(instance) };
  };
  const close = async (): Promise<void> => {
    const old = current;
    current = undefined;
    if (old !== undefined) await subject.dispose?.(old.instance);
  };
  return {
    abilities: abilitiesOf(system, name, subject),
    window: 1,
    close,
    reset: async () => {
      await close();
      current = { instance: await subject.create() };
      return shown(current.instance);
    },
    step: async (step) => {
      const { instance } = current!;
      try {
        if ((await subject.send(instance, step)) === false) return { refused: 'it refused' };
      } catch (error) {
        return { refused: error instanceof Error ? error.message : String(error) };
      }
      return shown(instance);
    },
    choose: async (allowed) => {
      const { instance } = current!;
      const chosen = await subject.choose?.(instance, allowed);
      if (chosen === undefined) return { refused: 'it has no choose' };
      return { ...(await shown(instance)), chosen };
    },
  };
}

function abilitiesOf<Instance>(
  system: System,
  name: string,
  subject: InProcess<Instance>,
): Abilities {
  const { environment = [], decides = [], refuses = [], given = [], hidden = [] } = subject;
  const others = transitionsNamed(system, [...environment, ...decides, ...hidden], name);
  const kinds = system.transitions.flatMap((transition) =>
    transition.rule === undefined || others[transition.id] === 1 ? [] : [kindName(transition)],
  );
  return {
    name,
    version: subject.version ?? 'in this process',
    actions: subject.actions ?? [...new Set(kinds)],
    environment,
    decides,
    refuses,
    given,
    observes: subject.observes ?? [],
    gates: subject.gates ?? [],
    settles: subject.settle !== undefined,
  };
}
