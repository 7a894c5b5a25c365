import type { CheckResult } from '../../checking/verdict.ts';

/**
 * The first way in which two complete searches differ, in words; `undefined` where they do not: same
 * verdicts, same number of states, of steps and of levels, and every step of every chart taken equally
 * often. A row that neither takes does not count.
 */
export function departureOf(one: CheckResult, other: CheckResult): string | undefined {
  const [ours, theirs] = [traitsOf(one), traitsOf(other)];
  for (const trait of new Set([...ours.keys(), ...theirs.keys()])) {
    const [value, original] = [ours.get(trait) ?? 'none', theirs.get(trait) ?? 'none'];
    if (value !== original) return `${trait}: ${value} instead of ${original}`;
  }
  return undefined;
}

function traitsOf({ properties, states, transitions, depth, coverage }: CheckResult) {
  const traits = new Map<string, string | number>([
    ...properties.map(({ id, verdict }) => [`verdict of ${id}`, verdict] as const),
    ['states', states],
    ['steps', transitions],
    ['levels', depth],
  ]);
  for (const { process, transitions: rows } of coverage) {
    for (const { from, event, to, taken } of rows) {
      if (taken === 0) continue;
      const step = `steps of ${process} from ${from} to ${to} on ${event}`;
      traits.set(step, Number(traits.get(step) ?? 0) + taken);
    }
  }
  return traits;
}
