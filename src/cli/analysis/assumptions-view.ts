import { assumptionCover } from '../../../models/assumption-cover.ts';
import { assumptions, type AssumptionName } from '../../../models/assumptions.ts';
import { hazards } from '../../../models/hazards.ts';
import type { Design } from '../../../models/design.ts';
import { undroppedAssumptions } from '../../analysis/assumptions/assumption-sets.ts';
import type {
  PropertyAssumptions,
  DesignAssumptions,
} from '../../analysis/assumptions/minimal-assumptions.ts';
import { configurationTitle, type Configuration } from '../../analysis/matrix/configuration.ts';
import { placeOf } from '../harden/harden-view.ts';
import { grouped, styled, untitledTable } from '../terminal/text.ts';
import { failureName } from '../../../properties/failure-names.ts';

/** Assumption sets beyond this are counted, not listed. */
const setsShownMax = 4;

/** What a design rests on, for a terminal. */
export function assumptionsView(found: DesignAssumptions): string {
  const { candidate, all, properties } = found;
  return [
    styled('bold', `${candidate.name}: what it rests on`),
    ...verdictLines(found),
    ...dropLines(candidate.design),
    '',
    untitledTable(properties.map(propertyRow)),
    '',
    styled('bold', 'The smallest configurations that break it'),
    ...(all.brokenBy.length === 0
      ? ['none that was seen']
      : [untitledTable(all.brokenBy.map(brokenRow))]),
    ...openLines(found),
  ].join('\n');
}

function verdictLines({ all, baselineFailures }: DesignAssumptions): string[] {
  if (all.assumptions !== undefined) {
    return [`safe, as far as it was searched, wherever one of these holds: ${setsLine(all)}`];
  }
  return [
    'No set of assumptions saves it: it fails without hazards. What would have to change:',
    ...baselineFailures.map(({ trace, removedBy }) => {
      const values = removedBy.map((turn) => `${turn.switch}=${turn.value}`);
      const repair = values.length === 0 ? 'no switch alone' : values.join(' | ');
      return `  ${failureName(trace.property).name} (${trace.failureClass}), ${trace.steps.length} steps: ${repair}`;
    }),
  ];
}

/** Assumptions that the design's own switches give up. */
function dropLines(design: Design): string[] {
  if (design.assistance === 'none') return [];
  return Object.entries(assumptionCover).flatMap(([name, { byDesign, note }]) =>
    Object.entries(byDesign ?? {})
      .filter(([switchName, values]) =>
        (values as readonly string[]).includes(design[switchName as keyof Design]),
      )
      .map(([switchName]) => {
        const value = design[switchName as keyof Design];
        return `does without ${name} by itself (${switchName}=${value}): ${note}`;
      }),
  );
}

function propertyRow(row: PropertyAssumptions): string[][] {
  const broken = row.brokenBy.map(({ configuration, trace }) => {
    return `${configurationTitle(configuration)} (${trace.steps.length})`;
  });
  return [
    [failureName(row.property).name],
    [row.baseline === 'violated' ? 'broken without hazards' : row.baseline],
    [broken.length === 0 ? 'nothing seen breaks it' : `broken by ${broken.join(', ')}`],
    [row.assumptions === undefined ? '' : `needs ${setsLine(row)}`],
  ];
}

function setsLine({ assumptions: sets }: Pick<PropertyAssumptions, 'assumptions'>): string {
  if (sets === undefined) return 'none';
  const shown = sets.slice(0, setsShownMax).map(setText);
  const rest = sets.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' or ');
}

function setText(set: readonly AssumptionName[]): string {
  return set.length === 0 ? 'no assumption' : `{${set.join(' ')}}`;
}

function brokenRow({ configuration, trace }: PropertyAssumptions['brokenBy'][number]): string[][] {
  const drops = new Set<string>(
    configuration.hazards.flatMap((hazard) => [...hazards[hazard].drops]),
  );
  return [
    [configurationTitle(configuration)],
    [drops.size === 0 ? 'drops nothing' : `drops ${[...drops].join(' ')}`],
    [`${failureName(trace.property).name} (${trace.failureClass}), ${trace.steps.length} steps`],
  ];
}

function openLines({ cells, all, notBegun }: DesignAssumptions): string[] {
  const idle = cells.filter((cell) => cell.idle).map(({ configuration }) => placeOf(configuration));
  const titles = (configurations: readonly Configuration[]): string => {
    const alone = configurations.filter(({ hazards: each }) => each.length === 1).map(placeOf);
    const crowds = configurations.length - alone.length;
    return [...alone, ...(crowds > 0 ? [`${crowds} configurations of several hazards`] : [])].join(
      ', ',
    );
  };
  const states = cells.reduce((sum, { result }) => sum + result.states, 0);
  const decided = cells.length - all.open.length;
  return [
    ...(all.open.length > 0 ? [`inconclusive, ended by the budget: ${titles(all.open)}`] : []),
    ...(notBegun.length > 0 ? [`not begun, out of time: ${titles(notBegun)}`] : []),
    ...(idle.length > 0 ? [`changes nothing for this design there: ${idle.join(', ')}`] : []),
    `${decided} of ${cells.length} searches decided, ${grouped(states)} states`,
  ];
}

/** The assumptions that no hazard drops, and why. */
export function undroppedView(): string {
  return [
    styled('bold', 'Assumptions that no hazard drops'),
    untitledTable(
      undroppedAssumptions().map((name) => [
        [name],
        [assumptions[name].title],
        [assumptionCover[name]?.note ?? 'not modelled'],
      ]),
    ),
  ].join('\n');
}
