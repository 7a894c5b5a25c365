import type { JSX } from 'preact';
import type { Cost } from '../../../models/switch-costs.ts';
import type { Verdict } from '../../checking/verdict.ts';
import { count, counted } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import type { Vocabulary } from '../report.ts';
import { RunLink, type SavedRunEntry } from './run-link.tsx';
import { SortableTable, type Column } from './sortable-table.tsx';
import { VerdictSign } from './verdict.tsx';

interface Configuration {
  readonly hazards: readonly string[];
  readonly scope: string;
}

interface Design {
  readonly name: string;
  readonly switches: Readonly<Record<string, string>>;
}

interface Survivor {
  readonly design: Design;
  readonly cost: Cost;
  readonly complete: boolean;
  readonly cells: readonly {
    readonly configuration: Configuration;
    readonly verdict: Verdict;
    readonly states: number;
  }[];
}

interface Necessity {
  readonly switch: string;
  readonly value: string;
  /** The value that it was turned to alone. */
  readonly back: string;
  readonly asked: boolean;
  readonly fails?: {
    readonly configuration: Configuration;
    readonly counterexample: SavedRunEntry;
  };
}

/** What `skipover harden` found (schemas/harden.schema.json); runs by their ids. */
export interface HardenContent {
  readonly settings: number;
  readonly complete: boolean;
  readonly checks: number;
  readonly replays: number;
  readonly reference: { readonly design: Design; readonly cost: Cost };
  readonly failurePatterns: readonly {
    readonly configuration: Configuration;
    readonly pattern: Readonly<Record<string, readonly string[]>>;
    readonly samples: { readonly drawn: number; readonly failed: number };
    readonly counterexample: SavedRunEntry;
  }[];
  readonly frontier: readonly Survivor[];
  readonly necessities: readonly Necessity[];
  readonly mutants: readonly Necessity[];
  readonly unsurvived: readonly {
    readonly configuration: Configuration;
    readonly counterexample: SavedRunEntry;
  }[];
}

interface HardenProps {
  readonly content: HardenContent;
  readonly vocabulary: Vocabulary;
}

/** The cheapest settings that hold, what they cost, and what each of their switches is for. */
export function HardenSection({ content, vocabulary }: HardenProps): JSX.Element {
  const { settings, complete, checks, replays, frontier, unsurvived, reference } = content;
  const [winner] = frontier;
  return (
    <>
      <p class={complete ? '' : 'loud inconclusive'}>
        {complete
          ? 'Each of the frontier holds under each hazard alone, searched completely.'
          : 'Inconclusive: not all of the frontier was searched completely under each hazard alone.'}{' '}
        {count(settings)} settings; {counted(checks, 'check')}, {counted(replays, 'replay')}.
      </p>
      <Covered content={content} />
      {unsurvived.map(({ configuration, counterexample }) => (
        <p class="loud unexpected" key={counterexample.trace}>
          No setting survives {placeOf(configuration)}: <RunLink run={counterexample} />
        </p>
      ))}
      <h4>The frontier: nothing is cheaper in one price and no dearer in the others</h4>
      <Frontier frontier={frontier} reference={reference} vocabulary={vocabulary} />
      {winner !== undefined && (
        <>
          <h4>What each switch of the first is for: turned back alone</h4>
          <Necessities
            label="Switches turned back"
            rows={content.necessities}
            {...{ vocabulary }}
          />
          <h4>Turned on alone: mistakes that it must not make</h4>
          <Necessities label="Switches turned on" rows={content.mutants} {...{ vocabulary }} />
        </>
      )}
      <details>
        <summary>
          What fails: every setting with these values ({content.failurePatterns.length})
        </summary>
        <SortableTable
          label="Patterns that fail"
          rows={content.failurePatterns.map((each, index) => ({ ...each, index }))}
          rowKey={({ index }) => `pattern-${index}`}
          columns={[
            { title: 'in', value: ({ configuration }) => placeOf(configuration) },
            {
              title: 'pattern',
              value: ({ pattern }) => Object.keys(pattern).length,
              show: ({ pattern }) =>
                Object.entries(pattern).map(([name, values]) => (
                  <div key={name}>
                    <code>
                      {name}={values.join('|')}
                    </code>
                  </div>
                )),
            },
            {
              title: 'fails',
              value: ({ counterexample }) => counterexample.property,
              show: ({ counterexample }) => <RunLink run={counterexample} />,
            },
            {
              title: 'samples that fail',
              value: ({ samples }) => samples.failed,
              show: ({ samples }) => `${samples.failed} of ${samples.drawn}`,
              isNumber: true,
            },
          ]}
        />
      </details>
    </>
  );
}

/** The hazards under which the first of the frontier was checked, by name. */
function Covered({ content }: { readonly content: HardenContent }): JSX.Element | null {
  const [winner] = content.frontier;
  if (winner === undefined) return null;
  const held = winner.cells.filter(({ verdict }) => verdict === 'verified');
  const names = [...new Set(held.map(({ configuration }) => hazardsName(configuration.hazards)))];
  const open = winner.cells.length - held.length;
  return (
    <p>
      Hazards covered, each searched: <b>{names.join(', ') || 'none'}</b>.
      {open > 0 && ` ${counted(open, 'configuration')} not verified.`}
    </p>
  );
}

function placeOf({ hazards, scope }: Configuration): string {
  return `${hazardsName(hazards)}, ${scope}`;
}

interface FrontierProps {
  readonly frontier: readonly Survivor[];
  readonly reference: HardenContent['reference'];
  readonly vocabulary: Vocabulary;
}

function Frontier({ frontier, reference, vocabulary }: FrontierProps): JSX.Element {
  const all = [
    ...frontier.map((survivor, index) => ({ ...survivor, name: `${index + 1}` })),
    { ...reference, complete: false, cells: [], name: reference.design.name },
  ];
  type Row = (typeof all)[number];
  const currencies = Object.keys(vocabulary.costs) as (keyof Cost)[];
  const prices = currencies.map((currency): Column<Row> => ({
    title: vocabulary.costs[currency] ?? currency,
    value: ({ cost }) => cost[currency],
    isNumber: true,
  }));
  return (
    <SortableTable
      label="Frontier"
      rows={all}
      rowKey={({ name }) => `frontier-${name}`}
      columns={[
        { title: 'setting', value: ({ name }) => name },
        ...prices,
        {
          title: 'sum',
          value: ({ cost }) => currencies.reduce((sum, currency) => sum + cost[currency], 0),
          isNumber: true,
        },
        {
          title: 'holds',
          value: ({ complete }) => Number(complete),
          show: (row) => <Holds row={row} isReference={row.name === reference.design.name} />,
        },
        {
          title: 'switches other than published',
          value: ({ design }) => turned(design, vocabulary).length,
          show: ({ design }) => (
            <div class="size wide-cell">
              {turned(design, vocabulary)
                .map(([name, value]) => `${name}=${value}`)
                .join(', ')}
            </div>
          ),
        },
      ]}
    />
  );
}

function Holds({
  row: { complete, cells },
  isReference,
}: {
  readonly row: Pick<Survivor, 'complete' | 'cells'>;
  readonly isReference: boolean;
}): JSX.Element {
  if (isReference) return <span class="size">to compare with</span>;
  const verified = cells.filter(({ verdict }) => verdict === 'verified').length;
  const text = `${verified} of ${counted(cells.length, 'configuration')} searched completely`;
  return (
    <>
      <VerdictSign verdict={complete ? 'verified' : 'inconclusive'} /> {text}
    </>
  );
}

function turned(
  { switches }: Design,
  vocabulary: Vocabulary,
): (readonly [name: string, value: string])[] {
  return Object.entries(switches).filter(
    ([name, value]) => vocabulary.switches[name]?.published !== value,
  );
}

function Necessities({
  label,
  rows,
  vocabulary,
}: {
  readonly label: string;
  readonly rows: readonly Necessity[];
  readonly vocabulary: Vocabulary;
}): JSX.Element {
  if (rows.length === 0) return <p>None was turned.</p>;
  return (
    <SortableTable
      label={label}
      rows={rows}
      rowKey={(row) => `${label}-${row.switch}-${row.back}`}
      columns={[
        {
          title: 'switch',
          value: (row) => row.switch,
          show: (row) => (
            <>
              <code>
                {row.switch}={row.value}
              </code>
              <div class="size">{vocabulary.prices[row.switch]?.[row.value]}</div>
            </>
          ),
        },
        { title: 'turned to', value: ({ back }) => back, show: ({ back }) => <code>{back}</code> },
        {
          title: 'then',
          value: ({ fails, asked }) =>
            fails === undefined ? String(asked) : fails.configuration.scope,
          show: ({ fails, asked }) =>
            fails === undefined ? (
              asked ? (
                'fails under no hazard alone: not needed there'
              ) : (
                <b>not decided: out of time</b>
              )
            ) : (
              <RunLink run={fails.counterexample} />
            ),
        },
        {
          title: 'in',
          value: ({ fails }) => (fails === undefined ? '' : placeOf(fails.configuration)),
        },
      ]}
    />
  );
}
