import type { JSX } from 'preact';
import { count, counted, moment } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { marks, type Mark } from '../page/verdict-mark.ts';
import type { ReportCell, ReportRun } from '../report.ts';
import type { ReportIndex } from './data.ts';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictLegend, VerdictMark } from './verdict.tsx';

/** What ran, what came out, and what needs a look. */
export function Overview({ report }: { readonly report: ReportIndex }): JSX.Element {
  const { cells, runs, leftOut, modelHash, tool } = report;
  const current = cells.filter(({ isCurrent }) => isCurrent);
  return (
    <header class="overview">
      <p class="brand">skipover {tool.version}</p>
      <h1>{headline(current, report)}</h1>
      <p class="tallies">
        {(Object.keys(marks) as Mark[]).map((mark) => {
          const number = current.filter(({ verdict }) => verdict === mark).length;
          return (
            number > 0 && (
              <span key={mark}>
                <b>{count(number)}</b> <VerdictMark verdict={mark} />
              </span>
            )
          );
        })}
      </p>
      <Foretold cells={current} />
      <Attention cells={current} />
      <LostFrames report={report} />
      <p class="size">
        Model <code title={modelHash}>{modelHash.slice(0, 12) || 'none'}</code>; bounds:{' '}
        {[...new Set(current.map(({ scenario }) => scenario.scope))].join(', ') || 'none'} (
        <a href="#/bounds">every bound</a>). {earlier(report)}
      </p>
      <LeftOutFiles leftOut={leftOut} />
      <details>
        <summary>{counted(runs.length, 'result file')}, and what the verdicts mean</summary>
        <VerdictLegend />
        <RunTable runs={runs} />
      </details>
    </header>
  );
}

const leftOutMax = 3;

/** Files that cannot be read: a few are told at once, many are counted and told on demand. */
function LeftOutFiles({ leftOut }: Pick<ReportIndex, 'leftOut'>): JSX.Element | null {
  const told = leftOut.map(({ file, reason }) => `${file} (${reason})`);
  if (told.length === 0) return null;
  if (told.length <= leftOutMax) {
    return <p class="unexpected">Left out, because it cannot be read: {told.join('; ')}</p>;
  }
  return (
    <details class="unexpected">
      <summary>{counted(told.length, 'result file')} left out, because they cannot be read</summary>
      <ul>
        {told.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function headline(current: readonly ReportCell[], { runs }: ReportIndex): string {
  const states = current.reduce((sum, cell) => sum + cell.states, 0);
  if (current.length > 0) {
    return `${counted(current.length, 'scenario')} checked, ${counted(states, 'state')} explored`;
  }
  const kinds = [...new Set(runs.filter((run) => run.isCurrent).map(({ kind }) => kind))];
  const told = kinds.map((kind) => deeds[kind] ?? kind);
  return told.length === 0 ? 'Nothing has run' : capitalized(told.join(', '));
}

/** What a kind of result shows, where there is no check in the run. */
const deeds: Readonly<Record<string, string>> = {
  simulate: 'migrations by the clock',
  paper: 'the figures of the paper',
  qemu: 'QEMU beside its recordings',
  fuzz: 'generated runs',
  paths: 'paths through the charts',
  mutants: 'mutants of the model',
  assumptions: 'what a design rests on',
  harden: 'the cheapest designs',
  quantities: 'best and worst cases',
  witnesses: 'passing runs',
  scopes: 'what larger bounds show',
  'shrink-map': 'when the area may shrink',
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether what was written down beforehand came true. */
function Foretold({ cells }: { readonly cells: readonly ReportCell[] }): JSX.Element | null {
  const written = cells.filter(({ expected }) => expected !== undefined);
  const wrong = cells.filter(({ expected }) => expected === false);
  if (written.length === 0) return null;
  if (wrong.length === 0) {
    return <p>{counted(written.length, 'verdict')} written down beforehand: all came true.</p>;
  }
  return (
    <p class="unexpected">
      {count(wrong.length)} NOT as expected: <CellLinks cells={wrong} />
    </p>
  );
}

/** What says nothing is as loud as what failed. */
function Attention({ cells }: { readonly cells: readonly ReportCell[] }): JSX.Element {
  const open = (['inconclusive', 'vacuous'] as const).map((mark) => ({
    mark,
    found: cells.filter(({ properties }) => properties.some(({ verdict }) => verdict === mark)),
  }));
  return (
    <>
      {open.map(
        ({ mark, found }) =>
          found.length > 0 && (
            <p key={mark} class={`loud ${mark}`}>
              <VerdictMark verdict={mark} /> {marks[mark].meaning}:{' '}
              <CellLinks cells={found} note={(cell) => partOf(cell, mark)} />
            </p>
          ),
      )}
    </>
  );
}

const linksMax = 12;

/** Which properties a cell leaves open that is known to fail in others. */
function partOf({ verdict, properties }: ReportCell, mark: Mark): string {
  if (verdict === mark) return '';
  const ids = properties.filter((property) => property.verdict === mark).map(({ id }) => id);
  return ` (${[...new Set(ids)].join(', ')})`;
}

interface CellLinksProps {
  readonly cells: readonly ReportCell[];
  readonly note?: (cell: ReportCell) => string;
}

function CellLinks({ cells, note }: CellLinksProps): JSX.Element {
  const more = cells.length - linksMax;
  return (
    <>
      {cells.slice(0, linksMax).map((cell, index) => (
        <span key={cell.id}>
          {index > 0 && '; '}
          <a href={`#${cell.id}`}>{scenarioName(cell.scenario)}</a>
          {note?.(cell)}
        </span>
      ))}
      {more > 0 && ` and ${count(more)} more`}
    </>
  );
}

function LostFrames({ report }: { readonly report: ReportIndex }): JSX.Element | null {
  const lost = report.migrations
    .filter(({ isCurrent }) => isCurrent)
    .flatMap(({ workload, results }) =>
      results
        .filter((metrics) => metrics.lost.count > 0)
        .map(({ design, lost: { count: frames } }) => ({
          workload: workload.name,
          design,
          frames,
        })),
    );
  if (lost.length === 0) return null;
  return (
    <p class="loud violated">
      <a href="#/migrations">Full-size migrations</a> lost frames:{' '}
      {lost
        .map(({ design, workload, frames }) => `${design} ${count(frames)} (${workload})`)
        .join('; ')}
    </p>
  );
}

function earlier({ cells, runs }: ReportIndex): string {
  const old = cells.filter(({ isCurrent }) => !isCurrent).length;
  const foreign = runs.filter(({ isOtherModel }) => isOtherModel).length;
  const parts = [
    old > 0 ? `Below also ${counted(old, 'scenario')} of earlier runs of this model.` : '',
    foreign > 0 ? `${counted(foreign, 'result file')} of other models: set aside.` : '',
  ];
  return parts.join(' ');
}

function RunTable({ runs }: { readonly runs: readonly ReportRun[] }): JSX.Element {
  return (
    <ScrollRegion label="Result files">
      <table class="values">
        <thead>
          <tr>
            {['file', 'kind', 'when', 'results', 'tool', 'model', 'shown as'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.file}>
              <th scope="row">{run.file}</th>
              <td>{run.kind}</td>
              <td>{moment(run.startedAt)}</td>
              <td class="number">{count(run.results)}</td>
              <td>skipover {run.version}</td>
              <td>
                <code>{run.modelHash.slice(0, 12)}</code>
              </td>
              <td>{run.isOtherModel ? 'another model' : run.isCurrent ? 'current' : 'earlier'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
