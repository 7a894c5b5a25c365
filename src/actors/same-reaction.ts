import { differencesOf, isEqual, shortText } from './canonical-key.ts';
import type { ActorIdentity } from './local-state.ts';
import type { ActorSnapshot, LocalEffect, Reaction } from './xstate/semantics.ts';
import { Refusal } from './xstate/stand-in.ts';

/** What of the context of an actor counts as state. */
export function projected({ project }: ActorIdentity, { context }: ActorSnapshot): unknown {
  return project === undefined ? context : project(context);
}

/** Whether two computations of one reaction have the same result. */
export function isSameReaction(actor: ActorIdentity, one: Reaction, other: Reaction): boolean {
  const { snapshot: a, effects } = one;
  const { snapshot: b, effects: others } = other;
  return (
    isEqual(a.value, b.value) &&
    a.status === b.status &&
    isEqual(a.output, b.output) &&
    isEqual(a.error, b.error) &&
    isEqual(projected(actor, a), projected(actor, b)) &&
    effects.length === others.length &&
    (effects.length === 0 || isEqual(effects.map(comparable), others.map(comparable)))
  );
}

/** Logic that a reaction starts is made anew each time; what it is given is not. */
export function comparable(effect: LocalEffect): unknown {
  if (effect.kind !== 'start') return effect;
  const { id, kind, input, src } = effect.child;
  return [id, kind, input, src];
}

/** Says what differs between two computations of one reaction. */
export function impure(
  actor: ActorIdentity,
  cause: string,
  [first, second]: readonly [Reaction, Reaction],
): Refusal {
  const from = projected(actor, first.snapshot);
  const [context] = differencesOf(from, projected(actor, second.snapshot));
  if (context !== undefined) {
    const key = context.path.replace(/[.[].*$/, '');
    return new Refusal(
      `${actor.path}: ${cause} gives context.${context.path} another value each time ` +
        `(${shortText(context.from, 30)}, ${shortText(context.to, 30)}): leave it out of the state by ` +
        `project: { ${actor.path.includes('/') ? JSON.stringify(actor.path) : actor.path}: ` +
        `({ ${key}, ...rest }) => rest }, or make it part of an event`,
    );
  }
  return new Refusal(undetermined(actor, cause, [first, second]));
}

/** Says how two computations of one reaction lead to different states or messages. */
export function undetermined(
  actor: ActorIdentity,
  cause: string,
  [first, second]: readonly [Reaction, Reaction],
): string {
  const [sent] = differencesOf(first.effects.map(comparable), second.effects.map(comparable));
  const [other] = differencesOf(
    [first.snapshot.value, first.snapshot.output, first.snapshot.error],
    [second.snapshot.value, second.snapshot.output, second.snapshot.error],
  );
  const difference = sent ?? other;
  const what = sent === undefined ? 'leads to another state' : 'sends or starts something else';
  return (
    `${actor.path}: ${cause} ${what} each time ` +
    `(${shortText(difference?.from, 30)}, ${shortText(difference?.to, 30)}): it reads a clock, chance or ` +
    'a variable of its module; make that part of the context or of an event'
  );
}
