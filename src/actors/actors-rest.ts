import type { Guard } from '../system/definition.ts';
import { localIn, type ActorSlot } from './actor-slot.ts';
import type { ActorsModel, Asks } from './actors-model.ts';
import { keyOf } from './canonical-key.ts';
import type { LocalState } from './local-state.ts';
import { isEnd } from './xstate/structure.ts';

/**
 * States in which it is right that nothing moves by itself: beyond the boundary; where an event from outside can
 * come, or something of which nothing is declared; and where every root has ended, has no transition left or is where it started, or as the definition says.
 */
export function isAtRest(model: ActorsModel): Guard {
  const { rest } = model.definition;
  const question = rest === undefined ? undefined : model.question(rest as Asks<boolean>);
  const roots = model.slots.filter((slot) => slot.path === slot.root);
  const hasEnded = new Ends(model);
  return (words) => {
    if (!model.isInside(words)) return true;
    if (model.slots.some((slot) => awaitsEvent(slot, words))) return true;
    if (model.slots.some(({ table, field }) => table.isAwaiting(field.get(words, 0)))) return true;
    if (question !== undefined) return question.answer(words);
    return roots.every((slot) => hasEnded.in(slot, words));
  };
}

/** Whether some event from outside changes something. */
function awaitsEvent({ table, field, path, root }: ActorSlot, words: Uint32Array): boolean {
  const local = field.get(words, 0);
  // A root that is not there has several inputs, and has not been started.
  if (local === 0) return path === root;
  return table.kinds.some(({ what, choices }, kind) => {
    if (what !== 'external') return false;
    for (let choice = 0; choice < choices; choice++) {
      const effect = table.effects[table.move(local, kind, choice)];
      if (effect === undefined) continue;
      if (effect.target !== local || effect.consequences.length > 0) return true;
    }
    return false;
  });
}

class Ends {
  readonly #values: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #known = new WeakMap<LocalState, boolean>();

  constructor({ starts, slots }: ActorsModel) {
    this.#values = new Map(
      slots.map(({ name, table, path, root }) => {
        const first = path === root ? starts.get(root)! : [];
        const values = first.map(
          (effect) => table.states[table.effects[effect]!.target]?.snapshot.value,
        );
        return [name, new Set(values.map((value) => keyOf(value)))];
      }),
    );
  }

  in(slot: ActorSlot, words: Uint32Array): boolean {
    const local = localIn(slot, words);
    if (local === undefined) return true;
    let known = this.#known.get(local);
    if (known === undefined) {
      const { snapshot } = local;
      known = isEnd(snapshot) || this.#values.get(slot.name)!.has(keyOf(snapshot.value));
      this.#known.set(local, known);
    }
    return known;
  }
}
