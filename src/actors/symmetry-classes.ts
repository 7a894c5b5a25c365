import type { System } from '../system/system.ts';

/** How many states there are, and how many that differ in more than which actor is which, without any reduction: for tests. */
export function classesOf(system: System): { all: number; apart: number } {
  const seen = new Set<string>();
  const classes = new Set<string>();
  const waiting = [system.initial()];
  for (let words = waiting.pop(); words !== undefined; words = waiting.pop()) {
    if (seen.has(words.join())) continue;
    seen.add(words.join());
    const least = words.slice();
    system.symmetry!.normalise(least);
    classes.add(least.join());
    for (const { transition, choice } of system.enabled(words)) {
      const next = words.slice();
      system.apply(next, transition, choice);
      waiting.push(next);
    }
  }
  return { all: seen.size, apart: classes.size };
}
