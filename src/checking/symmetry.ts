import type { Field } from '../layout/field.ts';
import { invariant } from '../foundation/invariant.ts';
import type { System } from '../system/system.ts';
import type { Normalise } from './expander.ts';

interface Place {
  readonly field: Field;
  readonly index: number;
}

/**
 * Symmetry reduction: of all states that differ only in which of the interchangeable parts is which, one
 * is explored, that in which the parts stand in ascending order of what they are and hold.
 *
 * Sound where exchanging two parts, their processes and elements together, turns every step into a step
 * and leaves properties as they are: that is what who declares parts interchangeable states. Nothing here
 * proves it; a model's own test compares its verdicts with those of the unreduced search. A counterexample is a run
 * of the unreduced system and as short as any. `undefined` where nothing is interchangeable.
 */
export function symmetryOf(system: System): Normalise | undefined {
  const parts = system.interchangeable.map(({ process, elements }): readonly Place[] => [
    { field: system.process(process).control, index: 0 },
    ...elements,
  ]);
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
