import type { ReportCell } from '../report.ts';
import { hazardsName } from '../page/names.ts';

/** What of the matrix is shown. Empty lists and texts let everything pass. */
export interface CellFilter {
  readonly verdicts: readonly string[];
  readonly design: string;
  readonly hazard: string;
  readonly property: string;
  readonly text: string;
}

export const everything: CellFilter = {
  verdicts: [],
  design: '',
  hazard: '',
  property: '',
  text: '',
};

/** The filter that an address asks for; what it does not name lets everything pass. */
export function filterOf(query: string): CellFilter {
  const asked = new URLSearchParams(query);
  const one = (name: string): string => asked.get(name) ?? '';
  return {
    verdicts: asked.getAll('verdict'),
    design: one('design'),
    hazard: one('hazard'),
    property: one('property'),
    text: one('q'),
  };
}

/** A filter as part of an address: what lets everything pass is left out. */
export function queryOf({ verdicts, text, ...choices }: CellFilter): string {
  const pairs = [
    ...verdicts.map((verdict) => ['verdict', verdict]),
    ...Object.entries(choices),
    ['q', text],
  ].filter(([, value]) => value !== '');
  return new URLSearchParams(pairs).toString();
}

/** Whether a cell passes. With a property, the verdicts asked for are that property's. */
export function passes(cell: ReportCell, filter: CellFilter): boolean {
  const { scenario, properties } = cell;
  const asked = properties.filter(({ id }) => filter.property === '' || id === filter.property);
  if (asked.length === 0) return false;
  if (filter.design !== '' && scenario.design !== filter.design) return false;
  if (filter.hazard !== '' && !hazardNamesOf(cell).includes(filter.hazard)) return false;
  const verdicts =
    filter.property === '' ? [cell.verdict] : asked.map(({ verdict }) => verdict as string);
  const isWanted = (verdict: string): boolean =>
    filter.verdicts.length === 0 ||
    filter.verdicts.includes(verdict) ||
    (filter.verdicts.includes('unexpected') && cell.expected === false);
  return verdicts.some(isWanted) && matches(cell, filter.text);
}

/** Every word of the text occurs in names, bug classes or reasons of the cell. */
function matches(cell: ReportCell, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { scenario, properties, verdict } = cell;
  const said = [
    scenario.design,
    hazardsName(scenario.hazards),
    scenario.scope,
    verdict,
    scenario.number === undefined ? '' : `race ${scenario.number}`,
    ...properties.flatMap(({ id, title, failureClass, reason }) => [
      id,
      title,
      failureClass,
      reason,
    ]),
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}

export function hazardNamesOf({ scenario }: ReportCell): readonly string[] {
  return scenario.hazards.length === 0 ? [hazardsName([])] : scenario.hazards;
}
