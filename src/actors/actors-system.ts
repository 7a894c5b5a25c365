import { eventually, leadsTo, type Goal } from '../system/liveness-goal.ts';
import type { Guard, Property, ReachableGoal, SystemDefinition } from '../system/definition.ts';
import { System } from '../system/system.ts';
import type { AnyActorsDefinition, SnapshotOfAny } from './actor-options.ts';
import { actorProcess } from './actor-process.ts';
import { actorSymmetry } from './actor-symmetry.ts';
import { ActorsModel, type Asks } from './actors-model.ts';
import { localIn } from './actor-slot.ts';
import { actorsNarrator, placeOf, semanticsOfActors } from './actors-narrator.ts';
import { isAtRest } from './actors-rest.ts';
import { shortText } from './canonical-key.ts';

interface Built {
  model: ActorsModel | undefined;
}

/**
 * XState machines, several together, as one system: a state is a vector of small numbers, one for the snapshot
 * of each actor, and every search, path and replay is the one of all systems.
 */
export class ActorsSystem extends System {
  readonly model: ActorsModel;
  /** How steps are computed: a result says so. There is no compiled path. */
  readonly semantics = semanticsOfActors;

  constructor(definition: AnyActorsDefinition) {
    const built: Built = { model: undefined };
    super(systemDefinition(definition, built));
    // The system may be built once more, to record accesses: the model of this one is the first.
    this.model = built.model!;
  }

  /** What every fair run must do in the end: the same as `liveness`. */
  get goals(): readonly Goal[] {
    return this.liveness;
  }

  /** The active states of an actor, as its traces name them: `open`, `not running`. Its process has one state only. */
  override stateOf(words: Uint32Array, actor: string): string {
    return placeOf(localIn(this.model.slot(actor), words));
  }

  /** The snapshot of an actor, by its name; `undefined` where it does not run. For a view of its context, say. */
  snapshotOf(words: Uint32Array, actor: string): SnapshotOfAny | undefined {
    return localIn(this.model.slot(actor), words)?.snapshot;
  }

  /** Every reaction of a machine is computed under a shifted clock and compared: see `pure-reaction.ts`. */
  override get checksItself(): boolean {
    return true;
  }
}

function systemDefinition(definition: AnyActorsDefinition, built: Built): SystemDefinition {
  const { name = Object.keys(definition.actors).join(', '), bound = [] } = definition;
  return {
    name,
    build: (layout) => {
      const model = new ActorsModel(definition, layout);
      built.model ??= model;
      const { slots, delivery, status } = model;
      const symmetry = actorSymmetry(model);
      return {
        processes: slots.map((slot) =>
          actorProcess({
            slot,
            delivery,
            outside: status.outside,
            bound,
            starts: slot.path === slot.root ? model.starts.get(slot.root)! : [],
          }),
        ),
        initialize: (words) => model.initialize(words),
        isTerminal: isAtRest(model),
        properties: propertiesOf(model),
        reachable: reachableOf(model),
        liveness: goalsOf(model),
        ...(symmetry === undefined ? {} : { symmetry }),
        narrator: actorsNarrator(model),
      };
    },
  };
}

const always: Guard = () => true;

/** Questions of a definition hold only within its boundary. */
function propertiesOf(model: ActorsModel): Property[] {
  const { definition } = model;
  const own = Object.entries(definition.always ?? {}).map(([id, given]): Property => {
    const { holds, when } = typeof given === 'function' ? { holds: given, when: undefined } : given;
    const question = model.question(holds as Asks<boolean>);
    const exercised = when === undefined ? undefined : model.question(when as Asks<boolean>);
    const violation = { failureClass: 'does not hold', detail: `'${id}' does not hold` };
    return {
      id,
      title: id,
      exercised: exercised === undefined ? always : (words) => exercised.answer(words),
      violation: (words) =>
        !model.isInside(words) || question.answer(words) ? undefined : violation,
    };
  });
  return [...own, ...builtInProperties(model)];
}

function builtInProperties(model: ActorsModel): Property[] {
  const { slots, definition, delivery, status } = model;
  const { full = 'violation', unhandled = 'violation' } = definition.mailbox ?? {};
  const mailboxes = slots.flatMap(({ mailbox }) => mailbox ?? []);
  const faulty = (kind: 'full' | 'unhandled'): Property['violation'] => {
    return (words) => {
      const fault = delivery.faults[status.fault.get(words, 0)];
      if (fault === undefined || fault.kind !== kind) return undefined;
      return { failureClass: fault.text, detail: fault.text };
    };
  };
  const hasMessages = slots.length > 1;
  return [
    {
      id: 'failure',
      title: 'no actor ends with an error',
      exercised: always,
      violation: failureIn(model),
    },
    ...(hasMessages && unhandled === 'violation'
      ? [
          {
            id: 'unhandled',
            title: 'every message is handled where it arrives',
            exercised: () => delivery.arrived > 0 || mailboxes.length === 0,
            violation: faulty('unhandled'),
          },
        ]
      : []),
    ...(mailboxes.length > 0 && full === 'violation'
      ? [
          {
            id: 'full',
            title: 'no message finds its mailbox full',
            exercised: (words: Uint32Array) =>
              mailboxes.some((mailbox) => mailbox.count(words) > 0),
            violation: faulty('full'),
          },
        ]
      : []),
  ];
}

function failureIn({ slots, definition }: ActorsModel): Property['violation'] {
  const roots = slots.filter(({ path }) => path !== undefined && path in definition.actors);
  return (words) => {
    for (const slot of roots) {
      const snapshot = localIn(slot, words)?.snapshot;
      if (snapshot?.status !== 'error') continue;
      const error: unknown = snapshot.error;
      const text = error instanceof Error ? error.message : shortText(error);
      return {
        failureClass: `${slot.name}: ${text}`,
        detail: `${slot.name} ends with the error: ${text}`,
      };
    }
    return undefined;
  };
}

function reachableOf(model: ActorsModel): ReachableGoal[] {
  return Object.entries(model.definition.reachable ?? {}).map(([id, holds]) => {
    const question = model.question(holds as Asks<boolean>);
    return { id, title: id, holds: (words) => model.isInside(words) && question.answer(words) };
  });
}

/** A run that leaves the boundary owes nothing. */
function goalsOf(model: ActorsModel): Goal[] {
  const { definition } = model;
  const asked = (holds: unknown): ((words: Uint32Array) => boolean) => {
    const question = model.question(holds as Asks<boolean>);
    return (words) => question.answer(words);
  };
  const reached = (holds: unknown): ((words: Uint32Array) => boolean) => {
    const question = asked(holds);
    return (words) => !model.isInside(words) || question(words);
  };
  return [
    ...Object.entries(definition.eventually ?? {}).map(([id, holds]) =>
      eventually({ id, title: id }, reached(holds)),
    ),
    ...Object.entries(definition.leadsTo ?? {}).map(([id, [first, second]]) =>
      leadsTo({ id, title: id }, asked(first), reached(second)),
    ),
  ];
}
