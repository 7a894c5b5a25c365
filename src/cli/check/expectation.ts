import type { CheckEntry, PropertyEntry } from '../../analysis/matrix/cell-entry.ts';
import { cellKey, countsDeparture } from '../../analysis/matrix/cell-counts.ts';
import { exitCodeOfEntry, exitCodes, retellsDeadlock } from '../exit-codes.ts';
import type { CheckArguments, Task } from './check-tasks.ts';

/** An entry beside what was written down of it. */
export interface Compared {
  readonly entry: CheckEntry;
  /** How it counts otherwise than recorded, as a phrase. */
  readonly departure?: string;
  readonly code: number;
}

/** Compares the entries of a run with what was written down, each with its task. */
export function compared(
  entries: readonly CheckEntry[],
  tasks: readonly Task[],
  given: Pick<CheckArguments, 'expect' | 'scenarioFile' | 'finish' | 'reduce' | 'store'>,
): Compared[] {
  const isAsked = given.expect === true || given.scenarioFile !== undefined;
  // Counts are recorded of complete searches that leave nothing out.
  const isComparable =
    given.finish !== 'first' &&
    given.reduce === undefined &&
    (given.store === undefined || given.store === 'exact');
  return entries.map((each, at) => {
    const task = tasks[at]!;
    const entry = withExpectation(each, task, isAsked);
    const code = codeOf(entry);
    if (task.counts === undefined || !isComparable) return { entry, code };
    const departure = countsDeparture(entry, task.counts);
    if (departure === undefined) return { entry, code };
    return {
      entry: { ...entry, expected: false },
      departure,
      code: code === 0 ? exitCodes.threshold : code,
    };
  });
}

const updateCommand = 'npm run cells:count';

/** One line about cells that count otherwise than recorded; with `--expect` also if nothing is recorded of some. */
export function countsLine(
  cells: readonly Compared[],
  tasks: readonly Pick<Task, 'counts' | 'isPinned'>[],
  expect = false,
): string | undefined {
  const different = cells.filter(({ departure }) => departure !== undefined);
  const [first] = different;
  if (first !== undefined) {
    const { design, hazards, scope } = first.entry.scenario;
    const place = cellKey({ design, hazards, scope }).replaceAll(' | ', ', ');
    const more = different.length > 1 ? ` and ${different.length - 1} more` : '';
    return `counts differ: ${place}: ${first.departure}${more}; if the model is meant to change: ${updateCommand}`;
  }
  if (!expect || tasks.every(({ counts }) => counts === undefined)) return undefined;
  const missing = tasks.filter(({ counts, isPinned }) => isPinned === true && !counts).length;
  return missing === 0
    ? undefined
    : `no counts are recorded for ${missing} of ${tasks.length} cells: ${updateCommand}`;
}

/**
 * Whether an entry is what was written down. Another scope may show more than the one that is pinned;
 * with `--expect` lengths and numbers of states must be the pinned ones too.
 */
function withExpectation(entry: CheckEntry, task: Task, expect: boolean): CheckEntry {
  const { violates, failureClass, number, isPinned } = task;
  const scenario = number === undefined ? entry.scenario : { ...entry.scenario, number };
  if (violates === undefined) return { ...entry, scenario };
  // The failure that was asked for leads, whatever else the design fails in.
  const isAskedFor = (property: PropertyEntry): number =>
    Number(property.failureClass === failureClass);
  const properties =
    failureClass === undefined
      ? entry.properties
      : entry.properties.toSorted((a, b) => isAskedFor(b) - isAskedFor(a));
  const violated = new Set(
    entry.properties
      .filter((row) => row.verdict === 'violated' && !retellsDeadlock(row, entry.properties))
      .map(({ id }) => id),
  );
  const all = violates.every((id) => violated.has(id));
  const isExact = isPinned === true || violates.length === 0;
  const noMore = !isExact || violated.size === violates.length;
  const found = entry.properties.find((property) => property.failureClass === failureClass);
  const kind = failureClass === undefined || found !== undefined;
  const complete = violates.length > 0 || entry.verdict === 'verified';
  const isAsPinned =
    !expect ||
    ((task.states === undefined || task.states === entry.states) &&
      (task.steps === undefined || task.steps === found?.trace?.steps.length));
  return {
    ...entry,
    scenario,
    properties,
    expected: all && noMore && kind && complete && isAsPinned,
  };
}

/** The exit code of one cell. */
function codeOf(entry: CheckEntry): number {
  if (entry.expected === true) return 0;
  const code = exitCodeOfEntry(entry);
  // A failure that was written down and did not show itself is a safety finding about the model.
  return code === 0 && entry.expected === false ? 12 : code;
}
