import { failureName } from '../../../properties/failure-names.ts';
import { costTitles, type Cost } from '../../../models/switch-costs.ts';
import type { Cell, HardenResult, Necessity, Survivor } from '../../analysis/hardening/harden.ts';
import type { FailurePattern } from '../../analysis/hardening/failure-pattern.ts';
import { currencies, priceOf, totalOf, turned } from '../../analysis/hardening/settings.ts';
import { configurationTitle, type Configuration } from '../../analysis/matrix/configuration.ts';
import { wrapped } from '../terminal/columns.ts';
import { grouped, styled, table } from '../terminal/text.ts';

/** The result of a search for hardened designs, for a terminal. `files` are the traces that were saved. */
export function printHardening(result: HardenResult, files: readonly string[]): void {
  printCovered(result);
  printReference(result);
  printFailurePatterns(result);
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
        ? 'All of the frontier hold under each hazard alone, each searched completely within some bounds.'
        : 'Inconclusive: not all of the frontier was searched completely under each hazard alone.',
    ),
  );
}

/** The hazards under which the cheapest setting was verified, by name. */
function printCovered({ frontier: [winner] }: HardenResult): void {
  if (winner === undefined) return;
  const held = winner.cells.filter(({ verdict }) => verdict === 'verified');
  const names = [...new Set(held.map(({ configuration }) => configurationTitle(configuration)))];
  console.log(`\n${styled('bold', 'Hazards covered by the cheapest design')}:`);
  console.log(wrapped(names.join(', ') || 'none yet: the time was over', { first: '  ' }));
}

function printReference({ reference, unsurvived }: HardenResult): void {
  const { candidate, cost } = reference;
  console.log(`\n${styled('bold', 'Reference')}: ${candidate.name}, ${costLine(cost)}`);
  for (const { configuration, trace } of unsurvived) {
    console.log(
      `No setting survives ${placeOf(configuration)}: ${failureName(trace.property).name} (${trace.failureClass}) after ` +
        `${trace.steps.length} steps, whatever one switch is turned to; it takes more than switches`,
    );
  }
}

function printFailurePatterns({ failurePatterns, sampled }: HardenResult): void {
  console.log(
    `\n${styled('bold', 'What fails')}: every setting with these values, in this configuration`,
  );
  const rows = failurePatterns.map((failurePattern, index) => {
    const { drawn, failed } = sampled[index] ?? { drawn: 0, failed: 0 };
    return [
      [placeOf(failurePattern.configuration)],
      [failureOf(failurePattern)],
      Object.entries(failurePattern.pattern).map(([name, values]) => `${name}=${values.join('|')}`),
      [drawn === 0 ? 'no' : `${failed} of ${drawn} fail`],
    ];
  });
  const titles = [['in'], ['failure'], ['with'], ['sampled']];
  if (rows.length > 0) console.log(table([titles, ...rows]));
}

function failureOf({ counterexample }: FailurePattern): string {
  const { property, failureClass, steps } = counterexample;
  return `${failureName(property).name} (${failureClass}), ${steps.length} steps`;
}

function printFrontier({ frontier }: HardenResult): void {
  console.log(`\n${styled('bold', 'Frontier')}: nothing is cheaper in one currency and no dearer`);
  console.log('in the others; the smallest sum first');
  for (const [index, survivor] of frontier.entries()) {
    const { candidate, cost } = survivor;
    console.log(`\n${index + 1}. ${costLine(cost)}: ${verdictOf(survivor)}`);
    console.log('   As published, but for:');
    for (const name of turned(candidate.design)) {
      const value = candidate.design[name];
      console.log(`     ${name}=${value}: ${priceOf(name, value).reason}`);
    }
    console.log(`   skipover check --design ${candidate.name}`);
  }
}

function verdictOf({ cells, complete }: Survivor): string {
  if (complete) return tally(cells);
  return cells.length === 0
    ? 'not proved: no search of it was begun'
    : `not proved: ${tally(cells)}, the rest not begun`;
}

function tally(cells: readonly Cell[]): string {
  const groups = [
    [
      'of at most one hazard',
      cells.filter(({ configuration }) => configuration.hazards.length < 2),
    ],
    ['of two hazards', cells.filter(({ configuration }) => configuration.hazards.length === 2)],
    ['of all hazards', cells.filter(({ configuration }) => configuration.hazards.length > 2)],
  ] as const;
  return groups
    .filter(([, group]) => group.length > 0)
    .map(([title, group]) => {
      const open = group.filter(({ verdict }) => verdict === 'inconclusive');
      const rest = open.length === 0 ? '' : `, ${open.length} inconclusive (${openLine(open)})`;
      return `${group.length - open.length} configurations ${title} hold${rest}`;
    })
    .join('; ');
}

/** What the searches that a budget ended covered. */
function openLine(cells: readonly Cell[]): string {
  const few = cells.slice(0, 8).map(({ configuration, states, depth }) => {
    return `${placeOf(configuration)}: ${grouped(states)} states, depth ${depth}`;
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
  console.log(table([necessityTitles, ...necessities.map(necessityRow)]));
  console.log(`\n${styled('bold', 'Mutants')}: turned on alone:`);
  console.log(table([necessityTitles, ...mutants.map(necessityRow)]));
}

const necessityTitles = [['value'], ['outcome'], ['in']];

function necessityRow({ switch: name, back, asked, fails }: Necessity): string[][] {
  const outcome =
    fails === undefined
      ? asked
        ? 'fails under no hazard alone'
        : 'not decided: out of time'
      : `${failureName(fails.trace.property).name} (${fails.trace.failureClass}), ${fails.trace.steps.length} steps`;
  return [
    [`${name}=${back}`],
    [outcome],
    [fails === undefined ? '' : placeOf(fails.configuration)],
  ];
}

/** A configuration with its bounds. */
export function placeOf(configuration: Configuration): string {
  return `${configurationTitle(configuration)} (${configuration.scope.name})`;
}
