import { failureName } from '../../../properties/failure-names.ts';
import type { FuzzEntry, FuzzFailure, Share } from '../../analysis/fuzzing/fuzz-entry.ts';
import { hazardsName } from '../../report/page/names.ts';
import { grouped, styled } from '../terminal/text.ts';

/** Kinds of step that are shown of those that were taken least. */
const rarest = 6;
/** Failed gates listed one by one. */
const gatesShown = 8;

/** What a fuzzing did and found, the token of each failure on a line of its own. */
export function printFuzz(
  entry: FuzzEntry,
  store: { readonly known: number; readonly fixed: number },
): void {
  const { scenario, runs, steps, seconds, workers, seed, strategy } = entry;
  if (store.known + store.fixed > 0) {
    console.log(
      `Failures of earlier fuzzings: ${store.known} still fail, ${store.fixed} are fixed and forgotten`,
    );
  }
  console.log(
    `Fuzzed ${scenario.design}, ${hazardsName(scenario.hazards)}, scope ${scenario.scope}:`,
  );
  console.log(
    `  ${grouped(runs)} runs of ${grouped(steps)} steps in ${seconds.toFixed(1)} s ` +
      `(${grouped(runs / seconds)} runs/s, ${grouped(steps / seconds)} steps/s, ${workers} threads)`,
  );
  console.log(`  seed ${seed}, strategy ${strategy}; ${grouped(entry.behaviours)} behaviours seen`);
  printDistribution(entry);
  const missed = entry.gates.filter(({ passed }) => !passed);
  for (const { gate, name } of missed.slice(0, gatesShown)) {
    const what = gate === 'property' ? 'was never exercised' : 'never happened';
    console.log(styled('bold', `GATE FAILED: the ${gate} ${name} ${what}: more runs are due`));
  }
  if (missed.length > gatesShown) {
    console.log(
      styled('bold', `and ${missed.length - gatesShown} gates more: --json has them all`),
    );
  }
  for (const failure of entry.failures) printFailure(failure);
  if (entry.failures.length === 0) {
    console.log(styled('bold', `No failure in ${grouped(runs)} runs; that is no proof`));
  } else {
    console.log(styled('bold', `violated: ${failureCount(entry.failures.length)}`));
  }
}

function failureCount(count: number): string {
  return count === 1 ? '1 failure class' : `${count} failure classes`;
}

function printDistribution({ distribution, runs }: FuzzEntry): void {
  const { systems, frames, lengths, ends, stepKinds, hazards } = distribution;
  const shares = (all: readonly Share[]): string =>
    all.map(({ from, to, runs: some }) => `${from}-${to}: ${percent(some, runs)}`).join(', ');
  console.log(
    `  ${grouped(systems)} ${systems === 1 ? 'system' : 'systems'}; runs by frames: ${shares(frames)}`,
  );
  console.log(`  runs by steps: ${shares(lengths)}`);
  const cut = ends.cut === 0 ? '' : `, ${percent(ends.cut, runs)} cut by the bound on steps`;
  console.log(
    `  runs ended: ${percent(ends.isTerminal, runs)} at rest, ${percent(ends.stuck, runs)} stuck${cut}`,
  );
  if (hazards.length > 0) {
    const acted = hazards.map((each) => `${each.hazard} ${percent(each.acted, each.runs)}`);
    console.log(`  hazards took part in, of the runs looked at: ${acted.join(', ')}`);
  }
  const taken = stepKinds.filter((each) => each.taken > 0);
  const least = taken.slice(0, rarest).map((each) => `${each.kind} ${grouped(each.taken)}`);
  console.log(
    `  ${taken.length} kinds of step of ${stepKinds.length}; the rarest: ${least.join(', ')}`,
  );
}

function percent(part: number, total: number): string {
  return total === 0 ? 'none' : `${((100 * part) / total).toFixed(part === 0 ? 0 : 1)}%`;
}

function printFailure(failure: FuzzFailure): void {
  const { property, failureClass, firstRun, runs, found, minimized, trace } = failure;
  const where = (size: FuzzFailure['found']): string =>
    `${size.steps} steps in scope ${size.scope}, ${hazardsName(size.hazards)}`;
  console.log(
    `\n${styled('bold', `${failureName(property).name} (${failureClass})`)}: ${trace.summary}`,
  );
  if (firstRun > 0) {
    console.log(`  first in run ${grouped(firstRun)}, in ${grouped(runs)} runs; ${where(found)}`);
    console.log(`  minimized: ${where(minimized)}`);
  } else {
    console.log(`  of an earlier fuzzing, not met in this one: ${where(minimized)}`);
  }
  console.log(`skipover replay --token ${failure.token}`);
}
