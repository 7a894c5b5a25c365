import type { JSX } from 'preact';
import type { Verdict } from '../../checking/verdict.ts';
import { count } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { RunLink, type SavedRunEntry } from './run-link.tsx';
import { VerdictSign } from './verdict.tsx';

/** What `skipover witnesses` found of a design (schemas/witnesses.schema.json); runs by their ids. */
export interface WitnessesEntry {
  readonly scenario: {
    readonly design: string;
    readonly hazards: readonly string[];
    readonly scope: string;
  };
  readonly witnesses: readonly {
    readonly property: string;
    readonly none?: string;
    readonly run?: SavedRunEntry;
  }[];
  readonly consumedDirtiness: {
    readonly verdict: Verdict;
    readonly states: number;
    readonly ended?: { readonly reason: string };
    readonly runs: readonly SavedRunEntry[];
  };
}

/** Passing runs that put each property to the test, and whether dirtiness was consumed in any run. */
export function WitnessesSection({ entry }: { readonly entry: WitnessesEntry }): JSX.Element {
  const { scenario, witnesses, consumedDirtiness } = entry;
  const { verdict, states, ended, runs } = consumedDirtiness;
  return (
    <section aria-label={`Witnesses of ${scenarioName(scenario)}`}>
      <h4>
        {scenarioName(scenario)}, scope {scenario.scope}
      </h4>
      <p class="size">A run per property that puts it to the test and passes. It proves nothing.</p>
      <ul>
        {witnesses.map(({ property, none, run }) => (
          <li key={property}>
            {run === undefined ? (
              <>
                {property}: <b>no witness</b>, {none}
              </>
            ) : (
              <>
                <VerdictSign verdict="verified" /> <RunLink run={run} />
              </>
            )}
          </li>
        ))}
      </ul>
      <p>
        Consumed dirtiness:{' '}
        {runs.length === 0 && (verdict === 'verified' ? 'in no run' : `none seen, ${verdict}`)}
        {runs.map((run, index) => (
          <span key={run.trace}>
            {index > 0 && '; '}
            <RunLink run={run} />
          </span>
        ))}{' '}
        <span class="size">
          ({count(states)} states{ended !== undefined && `, ended by ${ended.reason}`})
        </span>
      </p>
    </section>
  );
}
