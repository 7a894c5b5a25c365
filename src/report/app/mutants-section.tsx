import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Kill, MutantEntry, MutantOutcome } from '../../analysis/mutation/mutation.ts';
import type { MutantsResults } from '../results.ts';
import { count, counted, duration } from '../page/format.ts';
import { hazardsName } from '../page/names.ts';
import type { Mark } from '../page/verdict-mark.ts';
import { SortableTable, type Column } from './sortable-table.tsx';
import { VerdictSign } from './verdict.tsx';
import { failureName } from '../../../properties/failure-names.ts';

/** A mutant as the report has it: the run that kills it by its id. */
type Row = Omit<MutantEntry, 'kill'> & {
  readonly seconds: number;
  readonly kill?: Omit<Kill, 'trace' | 'insight'> & { readonly trace?: string };
};

/** What `skipover mutants` found, as the report has it. */
export type MutantsContent = Omit<MutantsResults, 'results'> & { readonly results: readonly Row[] };

/** A killed mutant is good news, so its sign is that of what holds. */
const outcomes: Readonly<Record<MutantOutcome, { readonly mark: Mark; readonly means: string }>> = {
  survived: { mark: 'violated', means: 'no property notices it' },
  inconclusive: { mark: 'inconclusive', means: 'a budget ended the search' },
  equivalent: { mark: 'unasked', means: 'it changes nothing, as a complete search showed' },
  killed: { mark: 'verified', means: 'a property notices it' },
};

const order = Object.keys(outcomes) as MutantOutcome[];

/** Each mutant of the protocol: what is broken, who noticed it, and the run that shows it. */
export function MutantsSection({ content }: { readonly content: MutantsContent }): JSX.Element {
  const { score, results, bases, maxStates } = content;
  const [shown, setShown] = useState<MutantOutcome | undefined>();
  const counted100 = score.killed + score.survived + score.inconclusive;
  const percent = counted100 === 0 ? 0 : Math.floor((100 * score.killed) / counted100);
  const weak = bases.filter(({ holds }) => !holds);
  const rows = results
    .filter(({ outcome }) => shown === undefined || outcome === shown)
    .toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return (
    <>
      <p>
        <b>
          {count(score.killed)} of {count(counted100)} mutants killed ({percent} %)
        </b>
        ; {count(score.equivalent)} equivalent, which nobody could kill. At most {count(maxStates)}{' '}
        states a search. A kill counts only where the design holds in the same configuration without
        the mutant: {counted(bases.length, 'configuration')} searched,{' '}
        {weak.length === 0 ? 'it holds in each' : `it does NOT hold in ${weak.length}`}.
      </p>
      <div class="chips" role="group" aria-label="Outcomes">
        {order.map((outcome) => (
          <button
            type="button"
            class="chip"
            key={outcome}
            aria-pressed={shown === outcome}
            title={outcomes[outcome].means}
            onClick={() => setShown(shown === outcome ? undefined : outcome)}
          >
            <VerdictSign verdict={outcomes[outcome].mark} /> {outcome} {count(score[outcome])}
          </button>
        ))}
      </div>
      <SortableTable
        label="Mutants"
        rows={rows}
        rowKey={({ name }) => `mutant-${name}`}
        rowsMax={300}
        columns={columns}
      />
    </>
  );
}

const columns: readonly Column<Row>[] = [
  {
    title: 'mutant',
    value: ({ name }) => name,
    show: ({ name, places }) => (
      <>
        <b>{name}</b>
        <div class="size">{places.join('; ')}</div>
      </>
    ),
  },
  {
    title: 'what it breaks',
    value: ({ title }) => title,
    show: ({ title }) => <div class="text-cell">{title}</div>,
  },
  {
    title: 'outcome',
    value: ({ outcome }) => order.indexOf(outcome),
    show: ({ outcome }) => (
      <span class="nowrap">
        <VerdictSign verdict={outcomes[outcome].mark} /> {outcome}
      </span>
    ),
  },
  {
    title: 'killed by',
    value: ({ kill }) => kill?.property ?? '',
    show: ({ kill, reason }) => <KilledBy kill={kill} reason={reason} />,
  },
  {
    title: 'steps',
    value: ({ kill }) => kill?.steps ?? -1,
    show: ({ kill }) => kill?.steps ?? '',
    isNumber: true,
  },
  {
    title: 'in',
    value: (row) => whereOf(row),
    show: (row) => <span class="size">{whereOf(row)}</span>,
  },
  {
    title: 'took',
    value: ({ seconds }) => seconds,
    show: ({ seconds }) => duration(seconds),
    isNumber: true,
  },
];

function KilledBy({
  kill,
  reason,
}: {
  readonly kill: Row['kill'];
  readonly reason: string | undefined;
}): JSX.Element {
  if (kill === undefined) return <div class="text-cell size">{reason}</div>;
  if (kill.how === 'unreachable') {
    return (
      <>
        {failureName(kill.property).name}{' '}
        <span class="size">no run reaches it any more: {kill.failureClass}</span>
      </>
    );
  }
  if (kill.how === 'vacuous' || kill.trace === undefined) {
    return (
      <>
        {kill.property} <span class="size">∅ is never exercised any more</span>
      </>
    );
  }
  return (
    <a href={`#${kill.trace}`}>
      {failureName(kill.property).name} ({kill.failureClass})
    </a>
  );
}

/** The configuration in which it was killed, or the last one in which it was tried. */
function whereOf({ kill, tried }: Row): string {
  const configuration = kill ?? tried.at(-1);
  if (configuration === undefined) return '';
  const { design, hazards, scope } = configuration;
  return [hazardsName(hazards), scope, ...(design === 'hardened' ? [] : [design])].join(', ');
}
