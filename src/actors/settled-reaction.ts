import type { EventTable } from './event-table.ts';
import {
  requireNamed,
  settledTimers,
  type ActorIdentity,
  type Consequence,
  type LocalState,
  type Timer,
} from './local-state.ts';
import { childPath, type ActorPath } from './xstate/actor-path.ts';
import type { ActorEvent, ChildActor, LocalEffect, Reaction } from './xstate/semantics.ts';

export interface SettlingRules {
  readonly events: EventTable;
  readonly isOrdered: boolean;
}

/** What runs after a reaction, and what follows for other actors. */
export interface Settled extends Pick<LocalState, 'timers' | 'sources'> {
  readonly consequences: Consequence[];
}

/** What is under way while a step is taken. */
interface Running {
  readonly timers: Timer[];
  sources: ChildActor[];
  /** Of timers that are set now. */
  readonly born: number;
}

/** What a reaction makes of the timers and sources that were under way, and what follows for others. */
export function settled(
  rules: SettlingRules,
  under: Pick<LocalState, 'actor' | 'timers' | 'sources'>,
  { snapshot, effects }: Reaction,
): Settled {
  const { actor } = under;
  const born = under.timers.reduce((last, timer) => Math.max(last, timer.born), -1) + 1;
  const running: Running = { timers: [...under.timers], sources: [...under.sources], born };
  const consequences = effects.flatMap((effect) => follow(rules, { actor, effect, running }));
  if (actor.parent !== undefined) consequences.push(...heardByParent(rules, actor, snapshot));
  if (snapshot.status !== 'active') return { timers: [], sources: [], consequences };
  const timers = settledTimers(running.timers, rules.isOrdered);
  return { timers, sources: running.sources, consequences };
}

interface Followed {
  readonly actor: ActorIdentity;
  readonly effect: LocalEffect;
  readonly running: Running;
}

function follow({ events }: SettlingRules, { actor, effect, running }: Followed): Consequence[] {
  switch (effect.kind) {
    case 'schedule': {
      const { to, event, delay, id } = effect;
      running.timers.push({ to, event, delay, id, born: running.born });
      return [];
    }
    case 'cancel': {
      const at = running.timers.findLastIndex(({ id }) => id === effect.id);
      if (at >= 0) running.timers.splice(at, 1);
      return [];
    }
    case 'start': {
      const { child } = effect;
      requireNamed(actor, child, running.sources);
      running.sources = running.sources.filter(({ id }) => id !== child.id);
      if (child.kind === 'machine' || child.kind === 'transition')
        return [{ kind: 'start', child }];
      running.sources.push(child);
      running.sources.sort((one, other) => (one.id < other.id ? -1 : 1));
      return [];
    }
    case 'stop': {
      const isSource = running.sources.some(({ id }) => id === effect.id);
      running.sources = running.sources.filter(({ id }) => id !== effect.id);
      return isSource ? [] : [{ kind: 'stop', path: childPath(actor.path, effect.id) }];
    }
    case 'send':
      return [{ kind: 'send', to: effect.to, event: events.idOf(effect.event) }];
  }
}

function heardByParent(
  { events }: SettlingRules,
  { id, parent, syncSnapshot }: ActorIdentity,
  snapshot: LocalState['snapshot'],
): Consequence[] {
  const to: ActorPath = parent!;
  const heard = (event: ActorEvent): Consequence[] => [
    { kind: 'send', to, event: events.idOf(event) },
  ];
  if (snapshot.status === 'done') {
    return heard({ type: `xstate.done.actor.${id}`, output: snapshot.output, actorId: id });
  }
  if (snapshot.status === 'error') {
    return heard({ type: `xstate.error.actor.${id}`, error: snapshot.error, actorId: id });
  }
  return syncSnapshot ? heard({ type: `xstate.snapshot.${id}`, snapshot }) : [];
}
