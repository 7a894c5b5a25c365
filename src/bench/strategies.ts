/**
 * How soon each strategy of the fuzzer finds each race that the checker knows: `npm run bench:fuzz [seeds [runs]]`.
 * Prints, race by race, in how many of the seeds it was found and the median runs and seconds, then races
 * found and runs to them by strategy, and at the end runs per second of a short run on one core.
 */
import { failingDesign, shownRaces } from '../../models/scenarios.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { fuzz } from '../fuzzing/fuzz.ts';
import { strategyNames, type StrategyName } from '../fuzzing/strategy.ts';
import type { System } from '../system/system.ts';
import { mig } from '../../examples/classics/mig.ts';

const seeds = Number(process.argv[2] ?? 20);
/** A seed that finds nothing within these runs counts as not found. */
const runsMax = Number(process.argv[3] ?? 20_000);

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}

function cell(
  system: System,
  strategy: StrategyName,
  until: { property: string; failureClass: string },
) {
  const runs: number[] = [];
  const seconds: number[] = [];
  let found = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const start = performance.now();
    const result = fuzz(system, { runs: runsMax, seed, until, strategy, shrinks: false });
    seconds.push((performance.now() - start) / 1000);
    runs.push(result.ended === undefined ? Infinity : result.runs);
    if (result.ended !== undefined) found++;
  }
  const typical = median(runs);
  const shown = Number.isFinite(typical) ? `${typical}, ${median(seconds).toFixed(2)} s` : '-';
  return { text: `${found}/${seeds}: ${shown}`, found, typical };
}

console.log(`| race | ${strategyNames.join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(strategyNames.length)}`);
const rows: ReturnType<typeof cell>[][] = [];
for (const race of shownRaces) {
  const design = failingDesign(race);
  const { hazards, scope, violates, number } = race;
  const { system } = scenarioSystem({ designName: 'race', design, hazards, scope });
  const cells = strategyNames.map((strategy) => cell(system, strategy, violates));
  console.log(`| ${number} | ${cells.map(({ text }) => text).join(' | ')} |`);
  rows.push(cells);
}
const sums = strategyNames.map((_, at) => {
  const cells = rows.map((row) => row[at]!);
  const usual = cells.filter(({ found }) => found * 2 > seeds).length;
  const always = cells.filter(({ found }) => found === seeds).length;
  return `${always} always, ${usual} mostly; median of medians ${median(cells.map(({ typical }) => typical))}`;
});
console.log(`| all ${rows.length} | ${sums.join(' | ')} |`);

for (const [name, system] of [
  ['MIG(4,1,2)', mig(4, 1, 2)],
  ['MIG(8,1,2)', mig(8, 1, 2)],
] as const) {
  const options = { strategy: 'uniform', shrinks: false } as const;
  fuzz(system, { ...options, runs: 20_000 });
  const start = performance.now();
  const { steps, runs } = fuzz(system, { ...options, runs: 200_000 });
  const seconds = (performance.now() - start) / 1000;
  const rate = (count: number): string => Math.round(count / seconds).toLocaleString('en-US');
  console.log(`${name}: ${rate(runs)} runs/s, ${rate(steps)} steps/s, one core`);
}
