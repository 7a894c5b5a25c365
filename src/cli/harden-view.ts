import { costTitles, type Cost } from '../../models/switch-costs.ts';
import type { Cell, HardenResult, Necessity, Survivor } from '../analysis/harden.ts';
import type { Lesson } from '../analysis/lesson.ts';
import { currencies, priceOf, totalOf, turned } from '../analysis/settings.ts';
import { worldTitle, type World } from '../analysis/world.ts';
import { grouped, styled, table } from './text.ts';

/** The result of a search for hardened designs, for a terminal. `files` are the traces that were saved. */
export function printHardening(result: HardenResult, files: readonly string[]): void {
  printReference(result);
  printLessons(result);
  printFrontier(result);
  printNecessities(result);
  const { refuted, replays, replaysThatFailed, checks, settings } = result;
  console.log(
    `\n${grouped(settings)} settings; ${refuted} refuted by what they showed, the rest by patterns; ` +
      `${replays} replays (${replaysThatFailed} failed), ${checks} checks`,
  );
  const [file] = files;
  if (file !== undefined) {
    console.log(`${files.length} counterexamples saved; run one again: skipover replay ${file}`);
  }
  console.log(
    styled(
      'bold',
      result.complete
        ? 'All of the frontier hold under each hazard alone, each searched whole within some bounds.'
        : 'Inconclusive: not all of the frontier was searched whole under each hazard alone.',
    ),
  );
}

function printReference({ reference, unsurvived }: HardenResult): void {
  const { candidate, cost } = reference;
  console.log(`\n${styled('bold', 'Reference')}: ${candidate.name}, ${costLine(cost)}`);
  for (const { world, trace } of unsurvived) {
    console.log(
      `No setting survives ${placeOf(world)}: ${trace.property} ${trace.bugClass} after ` +
        `${trace.steps.length} steps, whatever one switch is turned to; it takes more than switches`,
    );
  }
}

function printLessons({ lessons, sampled }: HardenResult): void {
  console.log(`\n${styled('bold', 'What fails')}: every setting with these values, in this world`);
  const rows = lessons.map((lesson, index) => {
    const { drawn, failed } = sampled[index] ?? { drawn: 0, failed: 0 };
    return [
      [placeOf(lesson.world)],
      [failureOf(lesson)],
      Object.entries(lesson.pattern).map(([name, values]) => `${name}=${values.join('|')}`),
      [drawn === 0 ? 'not sampled' : `${failed} of ${drawn} samples fail`],
    ];
  });
  if (rows.length > 0) console.log(table(rows));
}

function failureOf({ counterexample }: Lesson): string {
  const { property, bugClass, steps } = counterexample;
  return `${property} ${bugClass}, ${steps.length} steps`;
}

function printFrontier({ frontier }: HardenResult): void {
  console.log(`\n${styled('bold', 'Frontier')}: nothing is cheaper in one currency and no dearer`);
  console.log('in the others; the smallest sum first');
  for (const [index, survivor] of frontier.entries()) {
    const { candidate, cost } = survivor;
    console.log(`\n${index + 1}. ${costLine(cost)}: ${verdictOf(survivor)}`);
    for (const name of turned(candidate.design)) {
      const value = candidate.design[name];
      console.log(`     ${name}=${value}: ${priceOf(name, value).reason}`);
    }
    console.log(`     --design ${candidate.name}`);
  }
}

function verdictOf({ cells, complete }: Survivor): string {
  return complete ? tally(cells) : `not proved: ${tally(cells)}, the rest not begun`;
}

function tally(cells: readonly Cell[]): string {
  const groups = [
    ['of at most one hazard', cells.filter(({ world }) => world.hazards.length < 2)],
    ['of two hazards', cells.filter(({ world }) => world.hazards.length === 2)],
    ['of all hazards', cells.filter(({ world }) => world.hazards.length > 2)],
  ] as const;
  return groups
    .filter(([, group]) => group.length > 0)
    .map(([title, group]) => {
      const open = group.filter(({ verdict }) => verdict === 'inconclusive');
      const rest = open.length === 0 ? '' : `, ${open.length} inconclusive (${openLine(open)})`;
      return `${group.length - open.length} worlds ${title} hold${rest}`;
    })
    .join('; ');
}

/** What the searches that a budget ended covered. */
function openLine(cells: readonly Cell[]): string {
  const few = cells.slice(0, 8).map(({ world, states, depth }) => {
    return `${placeOf(world)}: ${grouped(states)} states, depth ${depth}`;
  });
  return [...few, ...(cells.length > few.length ? [`${cells.length - few.length} more`] : [])].join(
    '; ',
  );
}

function costLine(cost: Cost): string {
  const parts = currencies.map((currency) => `${costTitles[currency]} ${cost[currency]}`);
  return `${parts.join(', ')} (${totalOf(cost)})`;
}

function printNecessities({ necessities, mutants }: HardenResult): void {
  if (necessities.length === 0) return;
  console.log(`\n${styled('bold', 'Is each switch of the first needed?')} Turned back alone:`);
  console.log(table(necessities.map(necessityRow)));
  console.log(`\n${styled('bold', 'Mutants')}: turned on alone:`);
  console.log(table(mutants.map(necessityRow)));
}

function necessityRow({ switch: name, back, asked, fails }: Necessity): string[][] {
  const outcome =
    fails === undefined
      ? asked
        ? 'fails under no hazard alone'
        : 'not decided: out of time'
      : `${fails.trace.property} ${fails.trace.bugClass}, ${fails.trace.steps.length} steps`;
  return [[`${name}=${back}`], [outcome], [fails === undefined ? '' : placeOf(fails.world)]];
}

/** A world with its bounds. */
export function placeOf(world: World): string {
  return `${worldTitle(world)} (${world.scope.name})`;
}
