import type { JSX } from 'preact';
import { count, counted, moment } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { marks, type Mark } from '../page/verdict-mark.ts';
import type { ReportCell, ReportRun } from '../report.ts';
import { findingOf, type Finding } from '../page/finding.ts';
import type { ReportIndex } from './data.ts';
import { FindingView } from './finding.tsx';
import { HowItWorks } from './how-it-works.tsx';
import { KeysHelp } from './keys-help.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { VerdictLegend, VerdictMark } from './verdict.tsx';

/** What ran, what came out, and what needs a look. */
export function Overview({ report }: { readonly report: ReportIndex }): JSX.Element {
  const { cells, runs, leftOut, modelHash, tool } = report;
  // Every verdict on this model counts, whichever command ran last.
  const finding = findingOf(cells);
  const isOwn = cells.length > 0 && cells.every(({ scenario }) => scenario.file !== undefined);
  const states = cells.reduce((sum, cell) => sum + cell.states, 0);
  return (
    <header class="overview">
      <p class="brand">
        skipover {tool.version} <KeysHelp />
      </p>
      <h1>{headline(report, finding)}</h1>
      {cells.length > 0 && <FindingView finding={finding} />}
      {!isOwn && <HowItWorks />}
      <p class="tallies">
        {cells.length > 0 && `${counted(cells.length, 'scenario')}, ${counted(states, 'state')}: `}
        {(Object.keys(marks) as Mark[]).map((mark) => {
          const number = cells.filter(({ verdict }) => verdict === mark).length;
          return (
            number > 0 && (
              <span key={mark}>
                <b>{count(number)}</b> <VerdictMark verdict={mark} />
              </span>
            )
          );
        })}
      </p>
      <Declared cells={cells} />
      <Attention cells={cells} />
      <LostFrames report={report} />
      <p class="size">
        <Basis cells={cells} modelHash={modelHash} /> {earlier(report)}
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

/** Of what the verdicts are: the model and its scopes, or files. */
function Basis({
  cells,
  modelHash,
}: {
  readonly cells: readonly ReportCell[];
  readonly modelHash: string;
}): JSX.Element {
  if (cells.length > 0 && cells.every(({ scenario }) => scenario.file !== undefined)) {
    return <>Systems of {[...new Set(cells.map(({ scenario }) => scenario.scope))].join(', ')}.</>;
  }
  return (
    <>
      Model <code title={modelHash}>{modelHash.slice(0, 12) || 'none'}</code>; bounds:{' '}
      {scopesOf(cells)} (<a href="#/bounds">every bound, and what it means</a>).
    </>
  );
}

/** Scopes by their names; what changes single bounds of them is counted. */
function scopesOf(cells: readonly ReportCell[]): string {
  const all = [...new Set(cells.map(({ scenario }) => scenario.scope))];
  const named = all.filter((scope) => !scope.includes(':'));
  const sized = all.length - named.length;
  const names = named.map((scope) => `scope ${scope}`);
  if (sized > 0) names.push(`${sized} with single bounds changed`);
  return names.join(', ') || 'none';
}

const leftOutMax = 3;

/** Files that cannot be read: a few are listed, many are counted and listed on demand. */
function LeftOutFiles({ leftOut }: Pick<ReportIndex, 'leftOut'>): JSX.Element | null {
  const reported = leftOut.map(({ file, reason }) => `${file} (${reason})`);
  if (reported.length === 0) return null;
  if (reported.length <= leftOutMax) {
    return <p class="unexpected">Left out, because it cannot be read: {reported.join('; ')}</p>;
  }
  return (
    <details class="unexpected">
      <summary>
        {counted(reported.length, 'result file')} left out, because they cannot be read
      </summary>
      <ul>
        {reported.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </details>
  );
}

function headline({ runs }: ReportIndex, finding: Finding): string {
  if (finding.designs.length > 0) return finding.headline;
  const kinds = [...new Set(runs.filter((run) => !run.isOtherModel).map(({ kind }) => kind))];
  // In one order, not in that of the runs.
  const reported = kinds.map((kind) => deeds[kind] ?? kind).toSorted();
  return reported.length === 0 ? 'Nothing has run' : capitalized(reported.join(', '));
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
  'cost-bounds': 'best and worst cases',
  witnesses: 'passing runs',
  scopes: 'what larger bounds show',
  'shrink-map': 'when the area may shrink',
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether the verdicts are those that the model declares. */
function Declared({ cells }: { readonly cells: readonly ReportCell[] }): JSX.Element | null {
  const written = cells.filter(({ expected }) => expected !== undefined);
  const wrong = cells.filter(({ expected }) => expected === false);
  if (written.length === 0) return null;
  if (wrong.length === 0) {
    return <p>All {counted(written.length, 'verdict')} are as the model declares.</p>;
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
  // Seeds of one design and workload are one line: the run that lost most stands for them.
  const lost = new Map<string, number>();
  for (const { workload, results } of report.migrations.filter(
    ({ isOtherModel }) => !isOtherModel,
  )) {
    for (const { design, lost: frames } of results.filter((metrics) => metrics.lost.count > 0)) {
      const name = `${design} (${workload.name})`;
      lost.set(name, Math.max(lost.get(name) ?? 0, frames.count));
    }
  }
  if (lost.size === 0) return null;
  return (
    <p class="loud violated">
      <a href="#/migrations">Full-size migrations</a> lost frames:{' '}
      {[...lost].map(([name, frames]) => `${name} ${count(frames)}`).join('; ')}
    </p>
  );
}

function earlier({ cells, runs }: ReportIndex): string {
  const old = cells.filter(({ isCurrent }) => !isCurrent).length;
  const foreign = runs.filter(({ isOtherModel }) => isOtherModel).length;
  const parts = [
    old > 0 ? `${counted(old, 'scenario')} of earlier runs of this model.` : '',
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
