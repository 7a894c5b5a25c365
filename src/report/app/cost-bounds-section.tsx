import type { JSX } from 'preact';
import { count, duration } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { SortableTable } from './sortable-table.tsx';

/** A run that attains a value: its id. */
interface Schedule {
  /** Absent where a loop costs more each time. */
  readonly value?: number;
  readonly trace: string;
}

interface Measured {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly best: Schedule;
  readonly worst: Schedule;
  readonly limit?: { readonly property: string; readonly most: number; readonly holds: boolean };
}

/** What `skipover cost-bounds` found of a design (schemas/cost-bounds.schema.json); runs by their ids. */
export interface CostBoundsEntry {
  readonly scenario: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  };
  readonly quantities: readonly Measured[];
  readonly states: number;
  readonly seconds: number;
  readonly ended?: { readonly reason: string; readonly frontier: number };
}

/** The exact least and most of each quantity over all interleavings, each with a schedule to watch. */
export function CostBoundsSection({ entry }: { readonly entry: CostBoundsEntry }): JSX.Element {
  const { scenario, quantities, states, seconds, ended } = entry;
  const name = `${scenarioName(scenario)}, scope ${scenario.scope}`;
  return (
    <section aria-label={`Cost bounds of ${name}`}>
      <h4>
        {name}{' '}
        <span class="size">
          {count(states)} states, {duration(seconds)}
        </span>
      </h4>
      {ended !== undefined && (
        <p class="loud inconclusive">
          ? NO values: {ended.reason} ended the exploration, {count(ended.frontier)} states not
          expanded.
        </p>
      )}
      {quantities.length > 0 && (
        <SortableTable
          label={`Cost bounds of ${name}`}
          rows={quantities}
          rowKey={({ id }) => `${scenario.design}-${id}`}
          columns={[
            { title: 'over runs that terminate', value: ({ title }) => title },
            {
              title: 'least',
              value: ({ best }) => best.value ?? -Infinity,
              show: ({ best }) => <Value schedule={best} />,
              isNumber: true,
            },
            {
              title: 'most',
              value: ({ worst }) => worst.value ?? Infinity,
              show: ({ worst }) => <Value schedule={worst} />,
              isNumber: true,
            },
            { title: 'unit', value: ({ unit }) => unit },
            {
              title: 'limit',
              value: ({ limit }) => limit?.most ?? Infinity,
              show: ({ limit }) =>
                limit === undefined ? (
                  ''
                ) : (
                  <b class={limit.holds ? 'better' : 'worse'}>
                    {limit.holds ? '✓' : '✗'} {limit.property}: at most {limit.most}
                  </b>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}

function Value({ schedule }: { readonly schedule: Schedule }): JSX.Element {
  return (
    <a href={`#${schedule.trace}`}>
      {schedule.value === undefined ? 'unbounded' : count(schedule.value)}
    </a>
  );
}
