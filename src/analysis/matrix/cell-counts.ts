import type { CheckEntry } from './cell-entry.ts';
import { countsByCell } from './cell-counts.generated.ts';

/** What a complete search of a cell counts. One state more or less is another model. */
export interface CellCounts {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

/** Says which cell: its design, its hazards, its scope. */
type CellName = Pick<CheckEntry['scenario'], 'design' | 'hazards' | 'scope'>;

/** The line of a cell in the generated table, without its counts. */
export function cellKey({ design, hazards, scope }: CellName): string {
  return [design, hazards.join(' + ') || 'no hazard', scope].join(' | ');
}

/** The recorded counts of a cell; `undefined` if none are. Fails on a line that it cannot read. */
export function countsOfCell(cell: CellName): CellCounts | undefined {
  table ??= parsed(countsByCell);
  return table.get(cellKey(cell));
}

let table: ReadonlyMap<string, CellCounts> | undefined;

function parsed(text: string): ReadonlyMap<string, CellCounts> {
  return new Map(
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line): [string, CellCounts] => {
        const [design, hazards, scope, numbers = ''] = line.split(' | ');
        const [states, transitions, depth] = numbers.split(' ').map(Number);
        return [
          [design, hazards, scope].join(' | '),
          { states: states!, transitions: transitions!, depth: depth! },
        ];
      }),
  );
}

/**
 * How a complete search of a cell differs from its recorded counts, as a phrase; `undefined` if it does not.
 * A search that a limit ended is not compared.
 */
export function countsDeparture(
  { states, transitions, depth, ended }: Pick<CheckEntry, keyof CellCounts | 'ended'>,
  recorded: CellCounts,
): string | undefined {
  if (ended !== undefined) return undefined;
  const found: CellCounts = { states, transitions, depth };
  const names = (['states', 'transitions', 'depth'] as const).filter(
    (name) => found[name] !== recorded[name],
  );
  const first = names[0];
  if (first === undefined) return undefined;
  return first === 'depth'
    ? `depth ${depth}, not ${recorded.depth}`
    : `${found[first]} ${first}, not ${recorded[first]}`;
}
