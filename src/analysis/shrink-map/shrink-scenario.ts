import { scopes } from '../../../models/scope.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { SizedShrinks } from '../../migration/sized-shrinks.ts';
import type { CheckEntry } from '../matrix/cell-entry.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { shrinkMap, type ShrinkCell, type ShrinkMapOptions } from './shrink-map.ts';
import { traceSnapshots, type TraceSnapshots } from '../../subject/trace-snapshots.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from '../counterexamples/migration-view.ts';

/** One shrink of at most `pages` pages, in a collection of the JVM's own or in the enforced one. */
export function shrinkScope(pages: number): Scenario['scope'] {
  return {
    ...scopes.quick,
    name: `shrink-${pages}`,
    title: `quick without Old, a collection more, one shrink of up to ${pages} pages`,
    frames: 1 + 2 * pages,
    oldPages: 0,
    survivorPages: pages,
    youngReservedPages: 1 + 2 * pages,
    collections: 1,
    resizes: 1,
  };
}

/** The map of one scenario with the run behind every cell. */
export interface ToldShrinkMap {
  readonly scenario: CheckEntry['scenario'];
  readonly bounds: CheckEntry['bounds'];
  readonly states: number;
  readonly ended?: string;
  readonly cells: readonly (Omit<ShrinkCell, 'steps'> & {
    readonly run: Trace;
    readonly snapshots: TraceSnapshots;
  })[];
}

/** Maps one scenario, with its runs. `scope` says how large shrinks may be by its survivor pages. */
export function shrinkMapOf(scenario: Scenario, options: ShrinkMapOptions): ToldShrinkMap {
  const { scope } = scenario;
  const migration = scenarioSystem(scenario, undefined, {
    environment: ({ heap }) => new SizedShrinks(heap, scope.survivorPages),
  });
  const { cells, ...result } = shrinkMap(migration, options);
  const { name, title: _, ...bounds } = scope;
  const { designName: design, design: switches, hazards } = scenario;
  return {
    scenario: { design, switches, hazards, scope: name },
    bounds,
    ...result,
    cells: cells.map(({ steps, ...cell }) => ({
      ...cell,
      run: tellRun(migration, { steps, ...cell }),
      snapshots: traceSnapshots(viewOf(migration), steps),
    })),
  };
}

const outcomeWords = {
  safe: 'nothing that was given back is lost or sent for nothing',
  wasted: 'a frame that was given back is sent although nobody holds it',
  lost: 'a frame that was given back is needed and lost',
  stuck: 'no run reaches the destination from there',
  unknown: 'the search ended early',
} as const;

function tellRun(
  migration: Migration,
  { steps, place, page, pages, outcome, frame }: ShrinkCell,
): Trace {
  const range = pages === 1 ? `page ${page}` : `pages ${page} to ${page + pages - 1}`;
  const detail = `${range} left the area, ${place}: ${outcomeWords[outcome]}`;
  const about = frame === undefined ? {} : { about: { field: 'stale', index: frame } };
  const violation = { failureClass: `${outcome}: ${range}, ${place}`, detail, ...about };
  return traceOf(viewOf(migration), { property: 'shrink', violation, steps });
}
