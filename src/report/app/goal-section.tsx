import type { JSX } from 'preact';
import { count } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import type { Bucket } from '../coverage-report.ts';
import { bucketWords } from './bucket-words.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { SortableTable } from './sortable-table.tsx';

/** What the page shows of `skipover paths` (schemas/paths.schema.json). */
export interface PathsEntry {
  readonly scenario: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  };
  readonly states: number;
  readonly goals: readonly Goal[];
  readonly paths: readonly unknown[];
}

interface Goal {
  readonly kind: 'state' | 'transition' | 'pair' | 'guard';
  readonly process: string;
  readonly name: string;
  readonly status: Bucket;
  /** What proves that it is unreachable: the chart by itself, or the complete search. */
  readonly proof?: string;
  readonly path?: number;
}

const kinds = ['state', 'transition', 'guard', 'pair'] as const satisfies Goal['kind'][];
const plural = {
  state: 'states',
  transition: 'transitions',
  guard: 'guard outcomes',
  pair: 'transition pairs',
} as const;

/** Covering paths: what a path shows, and what is proved to have none. */
export function GoalSection({ entry }: { readonly entry: PathsEntry }): JSX.Element {
  const { scenario, goals, paths, states } = entry;
  return (
    <section aria-label={`Covering paths of ${scenarioName(scenario)}`}>
      <h4>
        {scenarioName(scenario)}, scope {scenario.scope}{' '}
        <span class="size">
          {count(paths.length)} paths, {count(states)} states
        </span>
      </h4>
      <GoalTally goals={goals} />
      <details>
        <summary>Every goal</summary>
        <SortableTable
          label="Goals"
          rows={goals.map((goal, index) => ({ ...goal, index }))}
          rowKey={({ index }) => `goal-${index}`}
          rowsMax={200}
          columns={[
            { title: 'kind', value: ({ kind }) => kind },
            { title: 'process', value: ({ process }) => process },
            {
              title: 'goal',
              value: ({ name }) => name,
              show: ({ name }) => <code>{name}</code>,
            },
            {
              title: 'status',
              value: ({ status }) => status,
              show: ({ status, proof }) => (
                <span class={`bucket ${status}`}>
                  {bucketWords[status]}
                  {proof !== undefined && `, by the ${proof}`}
                </span>
              ),
            },
            {
              title: 'path',
              value: ({ path }) => path ?? -1,
              show: ({ path }) => (path === undefined ? '' : path + 1),
              isNumber: true,
            },
          ]}
        />
      </details>
    </section>
  );
}

function GoalTally({ goals }: Pick<PathsEntry, 'goals'>): JSX.Element {
  const tally = (kind: Goal['kind'], status: Bucket): number =>
    goals.filter((goal) => goal.kind === kind && goal.status === status).length;
  return (
    <ScrollRegion label="Goals by kind">
      <table class="values">
        <thead>
          <tr>
            <th scope="col">goals</th>
            {(Object.keys(bucketWords) as Bucket[]).map((bucket) => (
              <th scope="col" key={bucket} class={`bucket ${bucket}`}>
                {bucketWords[bucket]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">{plural[kind]}</th>
              {(Object.keys(bucketWords) as Bucket[]).map((bucket) => (
                <td class="number" key={bucket}>
                  {count(tally(kind, bucket))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
