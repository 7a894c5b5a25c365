import type { CheckEntry, PropertyEntry } from '../../analysis/matrix/cell-entry.ts';
import { inertSentences } from '../../analysis/matrix/ineffective-wording.ts';
import { compareSeverity, failureName } from '../../../properties/failure-names.ts';
import { columns, wrapped } from '../terminal/columns.ts';
import { grouped, styled } from '../terminal/text.ts';
import { verdictCounts } from '../terminal/verdict-counts.ts';
import { marks } from '../../report/page/verdict-mark.ts';
import { coverageLine, matrixView } from './matrix-view.ts';
import { hazardsName } from '../../report/page/names.ts';
import { typicalFailure } from '../../report/page/typical-failure.ts';
import { traceView } from './trace-view.ts';

/** More cells than this are a matrix; fewer are shown property by property. */
const detailedCellsMax = 4;
/** Failures of a matrix that are printed; the report has all. */
const failuresMax = 3;

export interface CheckViewOptions {
  /** The file of each counterexample that was saved. */
  readonly files: readonly SavedTrace[];
  /** Where the report is. */
  readonly page: string;
  /** Prints the token that repeats each counterexample. */
  readonly tokens: boolean;
}

/** A counterexample, and the file that it was written to. */
export interface SavedTrace {
  readonly row: PropertyEntry;
  readonly file: string;
}

/** A violated property of a cell. */
interface Failure {
  readonly entry: CheckEntry;
  readonly row: PropertyEntry;
  readonly steps: number;
}

/** What `check` prints at its end: the verdicts, what they mean, and last the report and the outcome. */
export function checkView(entries: readonly CheckEntry[], options: CheckViewOptions): string {
  const isMatrix = entries.length > detailedCellsMax;
  const failures = entries.flatMap((entry) =>
    entry.properties
      .filter(({ verdict, trace }) => verdict === 'violated' && trace !== undefined)
      .map((row) => ({ entry, row, steps: row.trace!.steps.length })),
  );
  const seconds = entries.reduce((sum, entry) => sum + entry.seconds, 0);
  const states = entries.reduce((sum, entry) => sum + entry.states, 0);
  const reductions = [...new Set(entries.flatMap((entry) => entry.reductions))];
  const reduced = reductions.length > 0 ? `, reduced by: ${reductions.join(', ')}` : '';
  const { length } = options.files;
  const saved = length > 0 ? `; ${length} counterexamples saved` : '';
  return [
    '',
    ...(isMatrix
      ? [matrixView(entries), '', ...worstFailures(failures, options)]
      : entries.map((entry) => `${cellView(entry, options)}\n`)),
    ...(entries.length === 1 ? shortestInFull(entries[0]!) : []),
    wrapped(`${grouped(states)} states in ${seconds.toFixed(1)} s of search${reduced}${saved}`),
    ...(isMatrix ? [] : [wrapped(`Transitions taken: ${coverageLine(entries)}`)]),
    `Report: ${options.page}`,
    styled('bold', wrapped(outcome(entries))),
  ].join('\n');
}

/** A sentence per failure, the worst consequence first: how often, and what it means; how to see the worst. */
function worstFailures(failures: readonly Failure[], { files }: CheckViewOptions): string[] {
  const ids = [...new Set(failures.map(({ row }) => row.id))].toSorted(compareSeverity);
  const shown = ids.slice(0, failuresMax).flatMap((id, index) => {
    const found = failures.filter(({ row }) => row.id === id);
    const cells = new Set(found.map(({ entry }) => entry)).size;
    const { row, steps } = typicalFailure(found, (failure) => ({
      design: failure.entry.scenario.design,
      steps: failure.steps,
    }))!;
    const { name, consequence } = failureName(id);
    const file = files.find((each) => each.row === row)?.file;
    return [
      wrapped(`${styled('bold', name)} in ${cellsOf(cells)}. ${consequence}`, {
        first: `${marks.violated.sign} `,
      }),
      ...(index > 0 || file === undefined ? [] : [`  ${steps} steps: skipover replay ${file}`]),
    ];
  });
  const [next, ...rest] = ids.slice(failuresMax).map((id) => failureName(id).name);
  const others = rest.length === 0 ? '' : ` and ${rest.length} more`;
  const more =
    next === undefined ? [] : [wrapped(`Also ${next}${others}: see the report.`, { first: '  ' })];
  return failures.length === 0 ? [] : [...shown, ...more, ''];
}

function cellsOf(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

/** One cell: its verdict, each violated property with its loss, and what holds. */
function cellView(entry: CheckEntry, options: CheckViewOptions): string {
  const { scenario, verdict, expected, properties, states, depth, ended, omissionProbability } =
    entry;
  const note = expected === undefined ? '' : expected ? ' (as expected)' : ' (NOT EXPECTED)';
  const shown = verdict === 'violated' || expected === false ? note : '';
  const size = `${grouped(states)} states, depth ${depth}`;
  const verdictText = styled(marks[verdict].colour, `${marks[verdict].sign} ${verdict}`);
  const title = `${scenario.design}, ${hazardsName(scenario.hazards)}, scope ${scenario.scope}`;
  const notes = [
    ...inertSentences(entry.inert),
    ...(ended === undefined
      ? []
      : [`ended by ${ended.reason}, ${grouped(ended.frontier)} states not expanded`]),
    ...(omissionProbability === undefined
      ? []
      : [
          `a state was omitted with a probability of at most ${omissionProbability.toExponential(1)}`,
        ]),
  ];
  const failures = properties
    .filter((row) => row.verdict === 'violated')
    .toSorted((a, b) => compareSeverity(a.id, b.id));
  return [
    wrapped(`${styled('bold', title)}: ${verdictText}${shown}, ${size}`),
    ...notes.map((text) => wrapped(text, { first: '  ' })),
    ...failures.flatMap((row) => failureView(row, options)),
    ...(['verified', 'inconclusive', 'vacuous', 'unasked'] as const).flatMap((each) =>
      othersView(properties, each),
    ),
  ].join('\n');
}

function failureView(row: PropertyEntry, { files, tokens }: CheckViewOptions): string[] {
  const { name, consequence } = failureName(row.id);
  const steps = row.trace === undefined ? '' : `, ${row.trace.steps.length} steps`;
  const file = files.find((each) => each.row === row)?.file;
  return [
    wrapped(`${styled('red', name)} (${row.failureClass})${steps}. ${consequence}`, {
      first: `  ${marks.violated.sign} `,
    }),
    ...(row.trace === undefined ? [] : [wrapped(row.trace.summary, { first: '    ' })]),
    ...(file === undefined ? [] : [`    skipover replay ${file}`]),
    ...(tokens && row.token !== undefined ? [`    skipover replay --token ${row.token}`] : []),
  ];
}

/** The properties of one verdict in a line: `✓ S2 Honest bitmap, S6 One VM`. */
function othersView(
  properties: readonly PropertyEntry[],
  verdict: 'verified' | 'inconclusive' | 'vacuous' | 'unasked',
): string[] {
  const rows = properties.filter((row) => row.verdict === verdict);
  if (rows.length === 0) return [];
  const names = rows.map(({ id, title }) => (title === id ? id : `${id} ${title.split(':')[0]}`));
  const label = verdict === 'unasked' ? 'not asked: ' : '';
  return [
    styled(
      marks[verdict].colour,
      wrapped(label + names.join(', '), { first: `  ${marks[verdict].sign} ` }),
    ),
  ];
}

/** The shortest counterexample of the worst failure, or the one that was asked for, step by step. */
function shortestInFull({ scenario, properties }: CheckEntry): string[] {
  const rows = properties.filter(({ trace }) => trace !== undefined);
  const ordered =
    scenario.number === undefined ? rows.toSorted((a, b) => compareSeverity(a.id, b.id)) : rows;
  const trace = ordered[0]?.trace;
  return trace === undefined ? [] : ['─'.repeat(columns()), traceView(trace), ''];
}

/** The last line: whether anything is not as the model declares. */
function outcome(entries: readonly CheckEntry[]): string {
  const verdicts = verdictCounts(entries);
  const surprises = entries.filter(({ expected }) => expected === false);
  const where = surprises.map(
    ({ scenario }) => `${scenario.design}, ${hazardsName(scenario.hazards)}`,
  );
  if (entries.every(({ expected }) => expected === undefined)) return verdicts;
  return surprises.length === 0
    ? `${verdicts}: all as expected`
    : `${verdicts}: NOT EXPECTED: ${where.join('; ')}`;
}
