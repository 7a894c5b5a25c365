import type { JSX } from 'preact';
import type { Verdict } from '../../checking/verdict.ts';
import { count, counted } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import type { Vocabulary } from '../report.ts';
import { RunLink, type SavedRunEntry } from './run-link.tsx';
import { SortableTable } from './sortable-table.tsx';
import { VerdictSign } from './verdict.tsx';

interface Configuration {
  readonly hazards: readonly string[];
  readonly scope: string;
}

interface Broken {
  readonly configuration: Configuration;
  readonly counterexample: SavedRunEntry;
}

interface PropertyAssumptions {
  readonly property: string;
  readonly baseline: Verdict | 'unasked';
  /** Minimal sets under which nothing that was seen breaks it; null: it breaks without hazards. */
  readonly assumptions: readonly (readonly string[])[] | null;
  readonly brokenBy: readonly Broken[];
  readonly survives: readonly Configuration[];
  readonly open: readonly Configuration[];
}

interface DesignBlame {
  readonly design: { readonly name: string };
  readonly cells: readonly { readonly states: number }[];
  readonly all: PropertyAssumptions;
  readonly properties: readonly PropertyAssumptions[];
  readonly baselineFailures: readonly {
    readonly counterexample: SavedRunEntry;
    readonly removedBy: readonly { readonly switch: string; readonly value: string }[];
  }[];
  readonly notBegun: readonly Configuration[];
}

/** What `skipover assumptions` found (schemas/assumptions.schema.json); runs by their ids. */
export interface AssumptionsContent {
  readonly maxStates: number;
  readonly undropped: readonly string[];
  readonly results: readonly DesignBlame[];
}

interface AssumptionsProps {
  readonly content: AssumptionsContent;
  readonly vocabulary: Vocabulary;
}

/** What each design rests on: minimal sets of the paper's assumptions, and what breaks without them. */
export function AssumptionsSection({ content, vocabulary }: AssumptionsProps): JSX.Element {
  const { results, undropped, maxStates } = content;
  return (
    <>
      {results.map((found) => (
        <DesignPart key={found.design.name} found={found} vocabulary={vocabulary} />
      ))}
      <p class="size">
        At most {count(maxStates)} states a search. No hazard drops{' '}
        <Names set={undropped} vocabulary={vocabulary} />.
      </p>
      <details>
        <summary>What the assumptions say ({Object.keys(vocabulary.assumptions).length})</summary>
        <dl class="any">
          {Object.entries(vocabulary.assumptions).map(([name, title]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{title}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function DesignPart({
  found,
  vocabulary,
}: {
  readonly found: DesignBlame;
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  const { design, cells, all, properties, baselineFailures, notBegun } = found;
  const states = cells.reduce((sum, cell) => sum + cell.states, 0);
  const open = all.open.length + notBegun.length;
  return (
    <section aria-label={`Assumptions of ${design.name}`}>
      <h4>{design.name}</h4>
      <Verdict all={all} vocabulary={vocabulary} />
      {baselineFailures.length > 0 && (
        <ul>
          {baselineFailures.map(({ counterexample, removedBy }) => (
            <li key={counterexample.trace}>
              <RunLink run={counterexample} />:{' '}
              {removedBy.length === 0
                ? 'no switch alone mends it'
                : `mended by ${removedBy.map((turn) => `${turn.switch}=${turn.value}`).join(' or ')}`}
            </li>
          ))}
        </ul>
      )}
      <SortableTable
        label={`Properties of ${design.name}`}
        rows={properties}
        rowKey={({ property }) => `assumptions-${design.name}-${property}`}
        columns={[
          { title: 'property', value: ({ property }) => property },
          {
            title: 'without hazards',
            value: ({ baseline }) => baseline,
            show: ({ baseline }) => (
              <>
                <VerdictSign verdict={baseline} /> {baseline}
              </>
            ),
          },
          {
            title: 'rests on',
            value: ({ assumptions }) => assumptions?.length ?? -1,
            show: ({ assumptions }) => <Sets sets={assumptions} vocabulary={vocabulary} />,
          },
          {
            title: 'broken by',
            value: ({ brokenBy }) => brokenBy.length,
            show: ({ brokenBy }) => <BrokenBy brokenBy={brokenBy} vocabulary={vocabulary} />,
          },
          { title: 'survives', value: (row) => row.survives.length, isNumber: true },
          { title: 'open', value: (row) => row.open.length, isNumber: true },
        ]}
      />
      <p class={open === 0 ? 'size' : 'loud inconclusive'}>
        {counted(cells.length, 'configuration')} searched, {count(states)} states;{' '}
        {open === 0
          ? 'each configuration was decided.'
          : `NOT decided within the budget: ${counted(open, 'configuration')}.`}
      </p>
    </section>
  );
}

function Verdict({
  all,
  vocabulary,
}: {
  readonly all: PropertyAssumptions;
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  if (all.assumptions === null) {
    return (
      <p>
        <VerdictSign verdict="violated" /> No set of assumptions saves it: it fails in baseline
        life.
      </p>
    );
  }
  return (
    <p>
      Safe, as far as it was searched, wherever one of these sets holds:{' '}
      <Sets sets={all.assumptions} vocabulary={vocabulary} />
    </p>
  );
}

function Sets({
  sets,
  vocabulary,
}: {
  readonly sets: PropertyAssumptions['assumptions'];
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  if (sets === null) return <>no set saves it</>;
  return (
    <>
      {sets.map((set, index) => (
        <span key={index} class="nowrap">
          {index > 0 && ' or '}
          {set.length === 0 ? 'no assumption' : <Names set={set} vocabulary={vocabulary} />}
        </span>
      ))}
    </>
  );
}

/** Names whose meaning is shown under the pointer, and in the list below for everybody else. */
function Names({
  set,
  vocabulary,
}: {
  readonly set: readonly string[];
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  return (
    <>
      {'{'}
      {set.map((name, index) => (
        <span key={name}>
          {index > 0 && ' '}
          <abbr title={vocabulary.assumptions[name]}>{name}</abbr>
        </span>
      ))}
      {'}'}
    </>
  );
}

function BrokenBy({
  brokenBy,
  vocabulary,
}: {
  readonly brokenBy: PropertyAssumptions['brokenBy'];
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  if (brokenBy.length === 0) return <span class="size">nothing that was seen</span>;
  return (
    <ul class="plain">
      {brokenBy.map(({ configuration, counterexample }) => {
        const drops = new Set(
          configuration.hazards.flatMap((name) => vocabulary.drops[name] ?? []),
        );
        return (
          <li key={counterexample.trace}>
            {hazardsName(configuration.hazards)}
            {drops.size > 0 && <span class="size"> drops {[...drops].join(' ')}</span>}:{' '}
            <a href={`#${counterexample.trace}`}>{counterexample.steps} steps</a>
          </li>
        );
      })}
    </ul>
  );
}
