import { invariant } from '../../foundation/invariant.ts';
import type { Field } from '../../layout/field.ts';
import { askedAt } from '../../system/asked-at.ts';
import type { SystemSymmetry, Violation } from '../../system/definition.ts';
import type { System } from '../../system/system.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { judgedProperties } from '../judged-properties.ts';

/** Puts a state in place of all that a reduction holds to be like it. In place. */
export type Normalise = (words: Uint32Array) => void;

interface Place {
  readonly field: Field;
  readonly index: number;
}

/**
 * Symmetry reduction: of all states that differ only in which of the interchangeable parts is which, one
 * is explored, that in which the parts are in ascending order of what they are and hold.
 *
 * Sound where exchanging two parts, their processes and elements together, turns every step into a step
 * and leaves properties as they are: that is what who declares parts interchangeable states. Nothing here
 * proves it; a model's own test compares its verdicts with those of the unreduced search. A counterexample is a run
 * of the unreduced system and as short as any. `undefined` where nothing is interchangeable.
 */
export function symmetryOf(system: System): Normalise | undefined {
  if (system.symmetry !== undefined) {
    requireAlikeAtFirst(system, system.symmetry);
    return system.symmetry.normalise;
  }
  const parts = partsOf(system);
  if (parts.length < 2) return undefined;
  const size = parts[0]!.length;
  for (const part of parts) {
    const isAlike = part.every(({ field }, at) => field.bits === parts[0]![at]?.field.bits);
    invariant(
      isAlike && part.length === size,
      'interchangeable parts have elements of equal widths',
    );
  }
  const rows = parts.map(() => new Uint32Array(size));
  return (words) => {
    for (let part = 0; part < parts.length; part++) {
      for (let at = 0; at < size; at++) {
        const { field, index } = parts[part]![at]!;
        rows[part]![at] = field.get(words, index);
      }
    }
    sort(rows);
    for (let part = 0; part < parts.length; part++) {
      for (let at = 0; at < size; at++) {
        const { field, index } = parts[part]![at]!;
        field.set(words, index, rows[part]![at]!);
      }
    }
  };
}

/** A search from one start stands for those of all images only if they are the same. */
function requireAlikeAtFirst(system: System, { exchanges }: SystemSymmetry): void {
  const first = system.initial();
  const other = exchanges.find(({ image }) => image(first).join() !== first.join());
  if (other === undefined) return;
  throw new ModelError(
    `${system.name}: ${other.name} are not interchangeable: they start differently`,
  );
}

function partsOf(system: System): (readonly Place[])[] {
  return system.interchangeable.map(({ process, elements }) => [
    ...(process === undefined ? [] : [{ field: system.process(process).control, index: 0 }]),
    ...elements,
  ]);
}

/**
 * Exchanges two neighbouring parts and compares: what can be stepped to, whether that counts as progress, what
 * properties say, what counts as rest. Throws `ModelError` where that is not the same with the parts exchanged: a cursor that passes frames in
 * ascending order distinguishes them, for one. Cost: every step of a state, per part and one more.
 */
export function requireSymmetry(system: System, words: Uint32Array): void {
  const here = outlookFrom(system, words);
  for (const { name, image } of exchangesOf(system)) {
    const there = outlookFrom(system, image(words));
    const reported = ({ state, progress }: Outlook['steps'][number]): string =>
      `${state.join()} ${progress}`;
    const stepsHere = here.steps
      .map(({ state, progress }) => reported({ state: image(state), progress }))
      .toSorted();
    const stepsThere = there.steps.map(reported).toSorted();
    const differs =
      stepsHere.join(';') === stepsThere.join(';')
        ? here.judgements.find((_, at) => here.judgements[at] !== there.judgements[at])
        : 'steps lead elsewhere';
    if (differs === undefined) continue;
    throw new ModelError(
      `${system.name}: ${name} are not interchangeable: with the two exchanged, ${differs}`,
    );
  }
}

function exchangesOf(system: System): SystemSymmetry['exchanges'] {
  if (system.symmetry !== undefined) return system.symmetry.exchanges;
  const parts = partsOf(system);
  return parts.slice(1).map((other, part) => ({
    name: `parts ${part} and ${part + 1}`,
    image: (state) => exchanged(state, parts[part]!, other),
  }));
}

/** What lies ahead of a state. */
interface Outlook {
  /** States that steps lead to, and whether that counts as progress. */
  readonly steps: readonly { readonly state: Uint32Array; readonly progress: boolean }[];
  /** What is said of the state itself, in words. */
  readonly judgements: readonly string[];
}

function outlookFrom(system: System, words: Uint32Array): Outlook {
  const steps = system.enabled(words).map(({ transition, choice }) => {
    const state = words.slice();
    system.apply(state, transition, choice);
    return { state, progress: system.transitions[transition]!.progress };
  });
  const judgements = judgedProperties(system).map((property) => {
    const isAsked = askedAt(system, property)(words);
    const said = isAsked ? saidOf(system, property.violation(words)) : 'is not asked';
    const exercised = property.exercised(words, 0) ? 'exercised' : 'not exercised';
    return `${property.id} says otherwise (${said}, ${exercised})`;
  });
  return { steps, judgements: [...judgements, `rest is another (${system.isTerminal(words, 0)})`] };
}

/** A failure class may name the part that failed: only where parts have no names does it count. */
function saidOf({ symmetry }: System, violation: Violation | undefined): string {
  if (violation === undefined) return 'holds';
  return symmetry === undefined ? violation.failureClass : 'is violated';
}

function exchanged(
  state: Uint32Array,
  one: readonly Place[],
  other: readonly Place[],
): Uint32Array {
  const after = state.slice();
  one.forEach((place, at) => {
    const counterpart = other[at]!;
    place.field.set(after, place.index, counterpart.field.get(state, counterpart.index));
    counterpart.field.set(after, counterpart.index, place.field.get(state, place.index));
  });
  return after;
}

/** By insertion: there are few. */
function sort(rows: Uint32Array[]): void {
  for (let at = 1; at < rows.length; at++) {
    const row = rows[at]!;
    let to = at;
    while (to > 0 && isBefore(row, rows[to - 1]!)) {
      rows[to] = rows[to - 1]!;
      to--;
    }
    rows[to] = row;
  }
}

function isBefore(one: Uint32Array, other: Uint32Array): boolean {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at < one.length && one[at]! < other[at]!;
}
