import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import type { ReportIndex, TraceHead } from './data.ts';
import { SortableTable, type Column } from './sortable-table.tsx';
import { Theatre } from './theatre.tsx';
import { VerdictSign } from './verdict.tsx';

interface CounterexamplesProps {
  readonly report: ReportIndex;
  readonly open: string | undefined;
  readonly step: number | undefined;
}

/** Every distinct counterexample; the one that is open can be watched. */
export function Counterexamples({ report, open, step }: CounterexamplesProps): JSX.Element {
  const [text, setText] = useState('');
  const head = report.traces.find(({ id }) => id === open);
  const traces = report.traces.filter(({ kind }) => kind === 'counterexample');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const names = cellNames(report);
  const shown = traces.filter((trace) => {
    const said = [trace.property, trace.bugClass, trace.summary, ...whereFound(trace, names)]
      .join(' ')
      .toLowerCase();
    return words.every((word) => said.includes(word));
  });
  return (
    <>
      {open !== undefined && head === undefined && (
        <p class="unexpected">This report has no counterexample {open}.</p>
      )}
      {head !== undefined && (
        <Theatre key={head.id} head={head} found={foundIn(head, report)} step={step} />
      )}
      {traces.length === 0 && <p>None was found in what was checked.</p>}
      <p>
        Each is as short as any run into its kind of failure. Open one and step through it with{' '}
        <kbd>j</kbd> and <kbd>k</kbd>.{' '}
        <label>
          search{' '}
          <input
            type="search"
            id="search"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>{' '}
        <output aria-live="polite">
          {count(shown.length)} of {count(traces.length)}
        </output>
      </p>
      <SortableTable
        label="Counterexamples"
        rows={shown}
        columns={columns(names)}
        rowKey={({ id }) => id}
        rowClass={({ id }) => (id === open ? 'open' : '')}
        rowsMax={200}
      />
    </>
  );
}

function columns(names: ReadonlyMap<string, string>): readonly Column<TraceHead>[] {
  return [
    {
      title: 'property',
      value: ({ property }) => property,
      show: ({ property }) => (
        <>
          <VerdictSign verdict="violated" /> {property}
        </>
      ),
    },
    {
      title: 'kind of failure',
      value: ({ bugClass }) => bugClass,
      show: ({ id, bugClass }) => <a href={`#${id}`}>{bugClass}</a>,
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
  report: ReportIndex,
): readonly { readonly id: string; readonly name: string }[] {
  const names = cellNames(report);
  return cells.map((id) => ({ id, name: names.get(id) ?? id }));
}
