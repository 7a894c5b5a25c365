import type { MutantEntry } from '../../analysis/mutation/mutation.ts';
import { failureName } from '../../../properties/failure-names.ts';
import type { MutantsResults } from '../../report/results.ts';
import { hazardsName } from '../../report/page/names.ts';
import { styled, table } from '../terminal/text.ts';

const styles = {
  killed: 'green',
  equivalent: 'gray',
  survived: 'red',
  inconclusive: 'yellow',
} as const;

/** One line per mutant; below those that no property notices, what is changed. */
export function mutantsView(entries: readonly MutantEntry[]): string {
  const header = ['mutant', 'outcome', 'property', 'steps', 'in'].map((text) => [
    styled('bold', text),
  ]);
  return table([header, ...entries.map(rowOf)]);
}

function rowOf({ name, title, outcome, kill, reason, tried }: MutantEntry): string[][] {
  const { design, hazards, scope } = kill ?? tried.at(-1)!;
  const where = `${hazardsName(hazards)}, ${scope}${design === 'hardened' ? '' : `, ${design}`}`;
  const steps = kill?.steps === undefined ? '' : String(kill.steps);
  const property =
    kill === undefined
      ? ''
      : `${failureName(kill.property).name}${kill.how === 'violated' ? '' : ' ∅'}`;
  return [
    [name, ...(outcome === 'killed' ? [] : [styled('gray', `  ${title}`)])],
    [styled(styles[outcome], outcome)],
    [property],
    [steps],
    [where, ...(reason === undefined ? [] : [styled('gray', reason)])],
  ];
}

/** The last line: how many of those that could be noticed were. */
export function scoreLine({
  killed,
  equivalent,
  survived,
  inconclusive,
}: MutantsResults['score']): string {
  const counted = killed + survived + inconclusive;
  const percent = counted === 0 ? '' : ` (${Math.floor((100 * killed) / counted)} %)`;
  const rest = [
    ...(survived === 0 ? [] : [`${survived} survived`]),
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
    `${equivalent} equivalent, with their reasons`,
  ];
  return styled('bold', `${killed} of ${counted} mutants killed${percent}; ${rest.join(', ')}`);
}
