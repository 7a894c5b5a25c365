import { defineActors } from '../define-actors.ts';
import { keyOf } from '../canonical-key.ts';
import { localIn } from '../actor-slot.ts';
import type { ActorsSystem } from '../actors-system.ts';
import { effectOf } from '../actors-narrator.ts';
import { replaceRefs } from '../xstate/replace-refs.ts';
import { isActorRef } from '../xstate/stand-in.ts';
import type { ActorEvent, ActorSnapshot } from '../xstate/semantics.ts';
import type { CorpusEntry } from './entry.ts';

/** One step of the explored graph. */
export interface ExploredEdge {
  readonly from: string;
  readonly event: ActorEvent;
  readonly to: string;
}

export interface Explored {
  readonly states: ReadonlySet<string>;
  readonly edges: readonly ExploredEdge[];
}

/** The system of one machine of the corpus. */
export function systemOf(entry: CorpusEntry): ActorsSystem {
  const { machine, input, events, outcomes, within, project } = entry;
  return defineActors({
    actors: { it: input === undefined ? machine : { logic: machine, input } },
    mailbox: { unhandled: 'ignore' },
    ...(events === undefined ? {} : { events }),
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(project === undefined ? {} : { project }),
    ...(within === undefined ? {} : { within: (snapshots) => within(snapshots['it']) }),
  });
}

/** What can be seen of a snapshot from outside. */
export function visible(snapshot: ActorSnapshot): string {
  const { value, context, status, output, error, historyValue } = snapshot;
  const history = Object.entries(historyValue ?? {}).map(([id, nodes]) => [
    id,
    (nodes as { id: string }[]).map((node) => node.id),
  ]);
  const named = replaceRefs(context, (ref) =>
    isActorRef(ref) ? { actor: placeOf(ref) } : undefined,
  );
  return keyOf([value, named, status, output, error, history]);
}

/** Real actors and stand-ins alike: ids from the root on. */
function placeOf(ref: { readonly id: string; readonly _parent?: object }): string {
  // oxlint-disable-next-line no-underscore-dangle -- a name of XState
  const parent = ref._parent;
  return parent !== undefined && isActorRef(parent) ? `${placeOf(parent)}/${ref.id}` : ref.id;
}

/** Every reachable state as `describe` sees it, with every step, by plain breadth-first search. */
export function explore(
  system: ActorsSystem,
  describe: (system: ActorsSystem, words: Uint32Array) => string,
): Explored {
  const initial = system.initial();
  const queue = [initial];
  const known = new Set([initial.join()]);
  const states = new Set<string>();
  const edges: ExploredEdge[] = [];
  for (const words of queue) {
    const from = describe(system, words);
    states.add(from);
    for (const { transition, choice } of system.enabled(words)) {
      const next = words.slice();
      const { process, event: name } = system.transitions[transition]!;
      const slot = system.model.slot(process);
      const effect = effectOf(system.model, slot, { before: words, event: name, choice });
      system.apply(next, transition, choice);
      edges.push({ from, event: effect!.event, to: describe(system, next) });
      if (known.has(next.join())) continue;
      known.add(next.join());
      queue.push(next);
    }
  }
  return { states, edges };
}

/** The root alone. */
export function rootOnly(system: ActorsSystem, words: Uint32Array): string {
  return visible(localIn(system.model.slot('it'), words)!.snapshot);
}

/** The root and all active machines that it has started. */
export function wholeFamily(system: ActorsSystem, words: Uint32Array): string {
  const actors = system.model.slots.flatMap((slot) => {
    const local = localIn(slot, words);
    const isShown =
      local !== undefined && (slot.name === 'it' || local.snapshot.status === 'active');
    return isShown ? [`${local.actor.path} ${visible(local.snapshot)}`] : [];
  });
  const root = localIn(system.model.slot('it'), words)!;
  return root.snapshot.status === 'active' ? actors.toSorted().join('\n') : actors[0]!;
}
