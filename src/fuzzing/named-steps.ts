import type { Step, System } from '../system/system.ts';
import { Walk } from './walk.ts';

/** Whether the steps, by process, event and choice, are a run of the other system too: every one of
 * them enabled where it comes. */
export function runsAlike(system: System, other: System, steps: readonly Step[]): boolean {
  const walk = new Walk(other, steps.length);
  const named = translated(system, other, steps);
  if (named.length < steps.length) return false;
  return named.every((step) => {
    const found = walk.findNamed(step);
    if (found >= 0) walk.take(found, step.choice);
    return found >= 0;
  });
}

/** Some transition of each process and event. */
function numbersByName({ transitions }: System): ReadonlyMap<string, number> {
  return new Map(transitions.map(({ id, process, event }) => [`${process} ${event}`, id]));
}

/** Steps of a system as steps of another: those that it has no name for are left out. The transition is
 * one of that name; which it is depends on where it is taken (see `Walk.findNamed`). */
export function translated(system: System, other: System, steps: readonly Step[]): Step[] {
  const numbers = numbersByName(other);
  return steps.flatMap(({ transition, choice }) => {
    const { process, event } = system.transitions[transition]!;
    const number = numbers.get(`${process} ${event}`);
    return number === undefined ? [] : [{ transition: number, choice }];
  });
}
