import { isEqual } from './canonical-key.ts';
import type { ActorIdentity } from './local-state.ts';
import { MissingData } from './missing-data.ts';
import { objectText, quoted, type ReadKeys } from './read-keys.ts';
import { comparable, projected, undetermined } from './same-reaction.ts';
import { nameOf } from './source-outcomes.ts';
import type { LocalEffect, Reaction } from './xstate/semantics.ts';

/**
 * What is assumed of machines of which nothing is declared, as far as a search has met it: data that a clock or
 * chance gives is one state whatever it is, an input that is missing has no values, and what depends on more is
 * explored with one of its results, so that nothing is verified.
 */
export class Assumptions {
  readonly #missing: MissingData;
  readonly #masked = new Set<string>();

  constructor(missing: MissingData) {
    this.#missing = missing;
  }

  /** In words, for the verdict. */
  get texts(): readonly string[] {
    if (this.#masked.size === 0) return [];
    return [`a clock or chance gives ${[...this.#masked].join(', ')}: their values decide nothing`];
  }

  /** Two results of one reaction with different clocks, as one result. */
  reconciled(
    actor: ActorIdentity,
    cause: string,
    [first, second]: readonly [Reaction, Reaction],
  ): Reaction {
    const one = { ...first, effects: withoutDelays(first.effects, second.effects) };
    const other = { ...second, effects: withoutDelays(second.effects, first.effects) };
    if (!hasSameControl(one, other)) {
      this.#missing.noteText(undetermined(actor, cause, [first, second]));
      return { ...one, isOpen: true };
    }
    if (!hasSameData(one, other)) this.#missing.noteText(undetermined(actor, cause, [one, other]));
    const places = actor.masked.addDifferences(
      projected(actor, first.snapshot),
      projected(actor, second.snapshot),
    );
    for (const place of places) this.#masked.add(`${actor.path}: context.${place}`);
    return { ...one, twin: { context: second.snapshot.context as unknown } };
  }

  /** Notes the keys of an input that nobody declared: they were explored without values. */
  noteInput({ path }: ActorIdentity, reads: ReadKeys): void {
    this.#missing.noteText(
      `${path}: its input is not declared, and explored without values: add ` +
        `actors: { ${quoted(path)}: actor(machine, { input: ${objectText(reads)} }) }`,
    );
  }

  /** Notes a step that is left out, for a reason that names what to change. */
  noteLeftOut(reason: string): void {
    this.#missing.noteText(reason);
  }
}

interface NamedSource {
  readonly id: string;
  readonly src: string;
  readonly kind: string;
}

/** What is assumed of events and sources that nobody declared, in words. */
export function assumedBefore(
  events: readonly string[],
  sources: readonly NamedSource[],
): string[] {
  const list = (names: readonly string[]): string => [...new Set(names)].join(', ');
  const promises = sources.filter(({ kind }) => kind === 'promise').map(nameOf);
  const others = sources.filter(({ kind }) => kind !== 'promise').map(nameOf);
  return [
    ...(events.length === 0 ? [] : [`events without payload cases: ${list(events)}`]),
    ...(promises.length === 0
      ? []
      : [`promises without outcomes: ${list(promises)}; each ends with undefined or fails`]),
    ...(others.length === 0
      ? []
      : [`callbacks and observables without outcomes: ${list(others)}; each is silent`]),
  ];
}

function hasSameControl({ snapshot: a, effects }: Reaction, other: Reaction): boolean {
  const { snapshot: b, effects: others } = other;
  return (
    isEqual(a.value, b.value) &&
    a.status === b.status &&
    isEqual(effects.map(controlOf), others.map(controlOf))
  );
}

function hasSameData({ snapshot: a, effects }: Reaction, other: Reaction): boolean {
  const { snapshot: b, effects: others } = other;
  return (
    isEqual(a.output, b.output) &&
    isEqual(a.error, b.error) &&
    isEqual(effects.map(comparable), others.map(comparable))
  );
}

function controlOf(effect: LocalEffect): unknown {
  switch (effect.kind) {
    case 'send':
      return [effect.kind, effect.to, effect.event.type];
    case 'schedule':
      return [effect.kind, effect.to, effect.event.type];
    case 'start':
      return [effect.kind, effect.child.id, effect.child.src];
    case 'cancel':
    case 'stop':
      return [effect.kind, effect.id];
  }
}

/** A delay that differs has no length: what is delayed happens some time later. */
function withoutDelays(
  effects: readonly LocalEffect[],
  others: readonly LocalEffect[],
): readonly LocalEffect[] {
  return effects.map((effect, at) => {
    const other = others[at];
    const isOther =
      effect.kind === 'schedule' && other?.kind === 'schedule' && effect.delay !== other.delay;
    return isOther ? { ...effect, delay: Number.NaN } : effect;
  });
}
