import type { Step, System } from '../../system/system.ts';

/**
 * A run of the same steps into the same state, in which processes take turns less often: what is done
 * by one process stands together as far as the others allow, and the run reads as a story. A shortest
 * run stays one. Cost: about the square of its length, in steps.
 */
export function groupSteps(system: System, steps: readonly Step[]): Step[] {
  let best = [...steps];
  for (let at = 2; at < best.length; at++) {
    const moved = movedUp(system, best, at);
    if (moved === undefined) continue;
    best = moved;
    // What comes before may have become possible.
    at = 1;
  }
  return best;
}

/** The run with the step at `at` moved up to the last one of its process, if that joins what was apart. */
function movedUp(system: System, steps: readonly Step[], at: number): Step[] | undefined {
  const processAt = (index: number): string | undefined =>
    index < steps.length ? system.transitions[steps[index]!.transition]!.process : undefined;
  const own = processAt(at);
  if (processAt(at - 1) === own) return undefined;
  let last = at - 2;
  while (last >= 0 && processAt(last) !== own) last--;
  if (last < 0) return undefined;
  // All that stood together after it comes along.
  let end = at + 1;
  while (processAt(end) === own) end++;
  for (let count = end - at; count > 0; count--) {
    const block = steps.slice(at, at + count);
    const moved = [
      ...steps.slice(0, last + 1),
      ...block,
      ...steps.slice(last + 1, at),
      ...steps.slice(at + count),
    ];
    if (turnsOf(system, moved) >= turnsOf(system, steps)) continue;
    if (leadsToSame(system, { steps, moved, from: last + 1, to: at + count })) return moved;
  }
  return undefined;
}

function turnsOf({ transitions }: System, steps: readonly Step[]): number {
  let turns = 0;
  for (let at = 1; at < steps.length; at++) {
    const before = transitions[steps[at - 1]!.transition]!.process;
    if (transitions[steps[at]!.transition]!.process !== before) turns++;
  }
  return turns;
}

interface Change {
  readonly steps: readonly Step[];
  readonly moved: readonly Step[];
  /** Where the two differ. */
  readonly from: number;
  readonly to: number;
}

/** Whether every moved step is enabled where it stands now, and the state after them is the same. */
function leadsToSame(system: System, { steps, moved, from, to }: Change): boolean {
  const words = system.initial();
  for (const { transition, choice } of steps.slice(0, from))
    system.apply(words, transition, choice);
  const expected = words.slice();
  for (let at = from; at < to; at++) {
    system.apply(expected, steps[at]!.transition, steps[at]!.choice);
  }
  for (let at = from; at < to; at++) {
    const { transition, choice } = moved[at]!;
    const process = system.process(system.transitions[transition]!.process);
    let isEnabled = false;
    process.forEachEnabled(words, (other, otherChoice) => {
      isEnabled ||= other === transition && otherChoice === choice;
    });
    if (!isEnabled) return false;
    system.apply(words, transition, choice);
  }
  return words.every((word, at) => word === expected[at]);
}
