import type { JSX } from 'preact';
import { count, counted } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { failureNameIn, severityOf } from '../../../properties/failure-names.ts';
import { failureTitle } from '../../../properties/failure-titles.ts';
import type { ReportCell, Vocabulary } from '../report.ts';
import type { ReportIndex, TraceHead } from './data.ts';
import { setQuery } from './route.ts';
import { SortableTable, type Column } from './sortable-table.tsx';
import { Theatre } from './theatre.tsx';
import {
  groupings,
  groupingOf,
  groupsOf,
  matchesWords,
  searchedRepairs,
  type TraceGroup,
} from './trace-groups.ts';
import { VerdictSign } from './verdict.tsx';

interface CounterexamplesProps {
  readonly report: ReportIndex;
  readonly open: string | undefined;
  readonly step: number | undefined;
  /** Grouping and search, as in the address. */
  readonly query: string;
}

/** Every distinct counterexample in groups; the one that is open can be watched. */
export function Counterexamples({ report, open, step, query }: CounterexamplesProps): JSX.Element {
  const asked = new URLSearchParams(query);
  const text = asked.get('q') ?? '';
  const head = report.traces.find(({ id }) => id === open);
  const traces = report.traces.filter(({ kind }) => kind === 'counterexample');
  const names = cellNames(report);
  const shown = traces.filter((trace) => matchesWords(trace, text, whereFound(trace, names)));
  const by = groupingOf(asked.get('by'), traces);
  const groups = groupsOf(shown, by);
  const change = (name: string, value: string): void => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setQuery(next.toString());
  };
  return (
    <>
      {open !== undefined && head === undefined && (
        <p class="unexpected">This report has no counterexample {open}.</p>
      )}
      {head !== undefined && (
        <Theatre
          key={head.id}
          head={head}
          found={foundIn(head, names)}
          step={step}
          neighbours={neighboursOf(head, report, groups)}
        />
      )}
      {traces.length === 0 && <p>None was found in what was checked.</p>}
      <Search {...{ by, text, change }} shown={shown.length} total={traces.length} />
      <p class="size">
        Each is a shortest path to its failure. Open one and step through it with <kbd>j</kbd> and{' '}
        <kbd>k</kbd>; <kbd>?</kbd> lists all keys.
      </p>
      {groups.map((group) => (
        <Group
          key={group.key}
          group={group}
          names={names}
          open={open}
          isOpen={groups.length <= 2 || text !== '' || group.traces.some(({ id }) => id === open)}
          cells={report.cells}
          vocabulary={report.vocabulary}
        />
      ))}
    </>
  );
}

interface SearchProps {
  readonly by: string;
  readonly text: string;
  readonly shown: number;
  readonly total: number;
  /** Writes one choice into the address. */
  readonly change: (name: string, value: string) => void;
}

function Search({ by, text, shown, total, change }: SearchProps): JSX.Element {
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} role="search">
      <label>
        group by{' '}
        <select value={by} onChange={(event) => change('by', event.currentTarget.value)}>
          {Object.entries(groupings).map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        search{' '}
        <input
          type="search"
          id="search"
          value={text}
          placeholder="any word ( / )"
          onInput={(event) => change('q', event.currentTarget.value)}
        />
      </label>
      <output aria-live="polite">
        {count(shown)} of {count(total)}
      </output>
    </form>
  );
}

interface GroupProps {
  readonly group: TraceGroup;
  readonly names: ReadonlyMap<string, string>;
  readonly open: string | undefined;
  readonly isOpen: boolean;
  readonly cells: readonly ReportCell[];
  readonly vocabulary: Vocabulary;
}

function Group({ group, names, open, isOpen, cells, vocabulary }: GroupProps): JSX.Element {
  const { title, repair, note, traces } = group;
  const failures = [...new Set(traces.map((trace) => failureNameIn(trace, trace.property).name))];
  return (
    <details class="group" open={isOpen}>
      <summary>
        <b>
          {title}
          {repair !== undefined && <code> {repair}</code>}
        </b>
        : {count(traces.length)} <span class="size">{failures.join(', ')}</span>
      </summary>
      {note !== '' && <p class="size">{note}</p>}
      {repair !== undefined && <RepairNote repair={repair} {...{ traces, cells, vocabulary }} />}
      <SortableTable
        label={`${title} ${repair ?? ''}`.trim()}
        rows={traces}
        columns={columns(names)}
        rowKey={({ id }) => id}
        rowClass={({ id }) => (id === open ? 'open' : '')}
        rowsMax={100}
      />
    </details>
  );
}

/** What the switch is, and how sure it is that it repairs. */
function RepairNote({
  repair,
  traces,
  cells,
  vocabulary,
}: Pick<TraceGroup, 'traces'> &
  Pick<GroupProps, 'cells' | 'vocabulary'> & { readonly repair: string }): JSX.Element {
  const [name = ''] = repair.split('=');
  const what = Object.hasOwn(vocabulary.switches, name) ? vocabulary.switches[name]!.title : '';
  const searched = searchedRepairs(traces, repair, cells);
  return (
    <p class="size">
      {what !== '' && `${what}. `}
      With this value alone, the same schedule runs to its end and the property holds.{' '}
      {searched === 0
        ? 'That is one schedule each, not a proof: check the design to have one.'
        : `For ${count(searched)} of ${counted(traces.length, 'counterexample')} all schedules were searched as well (a known race, or a cell of this report).`}
    </p>
  );
}

function columns(names: ReadonlyMap<string, string>): readonly Column<TraceHead>[] {
  return [
    {
      title: 'what happens',
      value: ({ property, failureClass }) => `${severityOf(property)} ${failureClass}`,
      show: ({ id, property, failureClass, ...trace }) => (
        <>
          <VerdictSign verdict="violated" /> <a href={`#${id}`}>{failureTitle(failureClass)}</a>{' '}
          <span class="size" title={failureNameIn(trace, property).consequence}>
            {failureNameIn(trace, property).name}
          </span>
        </>
      ),
    },
    { title: 'steps', value: ({ steps }) => steps, isNumber: true },
    {
      title: 'certain after',
      value: ({ certain }) => certain?.step ?? -1,
      show: ({ certain }) =>
        certain === undefined ? '' : `${certain.isExact ? '' : '≤ '}${certain.step}`,
      isNumber: true,
    },
    {
      title: 'known race',
      value: ({ races = [] }) => races[0]?.number ?? 0,
      show: ({ races = [] }) => (
        <span class="size">{races.map(({ number, name }) => `${number} ${name}`).join('; ')}</span>
      ),
    },
    {
      title: 'found in',
      value: (trace) => trace.cells.length,
      show: (trace) => {
        const where = whereFound(trace, names);
        const more = where.length - 3;
        return (
          <span class="size">
            {where.slice(0, 3).join('; ')}
            {more > 0 && ` and ${more} more`}
          </span>
        );
      },
    },
  ];
}

function cellNames({ cells }: ReportIndex): ReadonlyMap<string, string> {
  return new Map(cells.map(({ id, scenario }) => [id, scenarioName(scenario)]));
}

function whereFound({ cells, where }: TraceHead, names: ReadonlyMap<string, string>): string[] {
  const found = cells.map((id) => names.get(id) ?? id);
  return found.length === 0 && where !== undefined ? [where] : found;
}

function foundIn(
  { cells }: TraceHead,
  names: ReadonlyMap<string, string>,
): readonly { readonly id: string; readonly name: string }[] {
  return cells.map((id) => ({ id, name: names.get(id) ?? id }));
}

/** The runs before and after one in the list that it is in: the groups, or all of its kind. */
function neighboursOf(
  head: TraceHead,
  { traces }: ReportIndex,
  groups: readonly TraceGroup[],
): { readonly before?: string; readonly after?: string; readonly place: string } {
  const listed = groups.flatMap((group) => group.traces);
  const list = listed.includes(head)
    ? listed
    : traces.filter(({ kind, source }) => kind === head.kind && source === head.source);
  const at = list.indexOf(head);
  const [before, after] = [list[at - 1]?.id, list[at + 1]?.id];
  return {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    place: `${count(at + 1)} of ${count(list.length)}`,
  };
}
