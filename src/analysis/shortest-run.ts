import { StateTable } from '../checking/state-table.ts';
import type { Step, System } from '../system/system.ts';

export interface Goal {
  readonly reached: (words: Uint32Array) => boolean;
  readonly statesMax: number;
}

/**
 * The shortest run of steps that count as progress from `start` into a state of that kind; `undefined`:
 * none within `statesMax` states. Breadth first, in memory.
 */
export function shortestRun(
  system: System,
  start: Uint32Array,
  { reached, statesMax }: Goal,
): Step[] | undefined {
  if (reached(start)) return [];
  const table = new StateTable(system.layout.wordsPerState);
  table.add(start, 0, 0);
  const current = system.layout.zero();
  const next = system.layout.zero();
  const steps: Step[] = [{ transition: 0, choice: 0 }];
  for (let id = 0; id < table.size && table.size < statesMax; id++) {
    table.read(id, current);
    let found = -1;
    const visit = (transition: number, choice: number): void => {
      if (found >= 0 || !system.transitions[transition]!.progress) return;
      next.set(current);
      system.apply(next, transition, choice);
      const added = table.add(next, id, 0);
      if (added < 0) return;
      steps.push({ transition, choice });
      if (reached(next)) found = added;
    };
    for (const process of system.processes) process.forEachEnabled(current, visit);
    if (found < 0) continue;
    const path: Step[] = [];
    for (let at = found; at !== 0; at = table.parent(at)) path.push(steps[at]!);
    return path.toReversed();
  }
  return undefined;
}
