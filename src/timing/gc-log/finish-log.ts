import type { Basis } from '../fact.ts';
import type { CollectorName } from './events.ts';
import { foreignReasons } from './foreign.ts';
import type { Collections, GcLog } from './history.ts';
import type { ReadingLimits } from './limits.ts';
import { dataError, excerpt, jdk8Flags, oneLine, unifiedFlag, type LinePlace } from './log-line.ts';
import type { JvmRun, LogReader } from './log-reader.ts';
import { interleavedRun, mergeRuns, type MergedRun } from './merge-runs.ts';
import type { Mark, RunBuilder } from './run-builder.ts';

/** What was read, before anything is made of it. */
export interface ReadLog {
  readonly file: string;
  readonly readers: readonly LogReader[];
  readonly lines: number;
  readonly firstLine: string;
  /** The file and the line in it, of a line counted over all files. */
  readonly placeOf: (line: number) => LinePlace;
  readonly limits: ReadingLimits;
  /** What happened to the bytes: files that were cut, limits that were reached. */
  readonly notes: readonly string[];
}

/** Chooses the JVM to look at and makes its history. Throws `InputError('data')` if there is none. */
export function finishLog(read: ReadLog): GcLog {
  const runs = read.readers.flatMap((reader) => reader.runs);
  const merged = mergeRuns(runs, read.limits);
  const usable = merged.filter(
    ({ parts, table }) => table.length >= 2 && parts.every(({ builder }) => !isForeign(builder)),
  );
  // A JVM that ran for long says more than one that was started again at once.
  const chosen = usable.toSorted((a, b) => spanOf(b) - spanOf(a))[0];
  if (chosen === undefined) throw refusal(read, runs);
  const { source } = chosen.parts[0]!;
  const piece = foreignPiece(chosen, runs);
  if (piece !== undefined) throw foreignLog(read, piece);
  const interleaved = interleavedRun(runs.filter((run) => run.source === source));
  if (interleaved !== undefined) throw mixedLog(read, interleaved);
  return historyOf(read, chosen, { runs, merged });
}

function spanOf({ firstSeconds, lastSeconds }: MergedRun): number {
  return lastSeconds - firstSeconds;
}

function isForeign(builder: RunBuilder): boolean {
  return foreignMark(builder) !== undefined;
}

type ForeignMark = Mark & { readonly name: keyof typeof foreignReasons };

function foreignMark(builder: RunBuilder): ForeignMark | undefined {
  const { foreign, parNew, hasTenured } = builder;
  if (foreign !== undefined) return foreign;
  const isSerial = hasTenured && !builder.hasDefNew;
  return parNew === undefined || isSerial ? undefined : { ...parNew, name: 'CMS' };
}

/**
 * What a page about garbage collection shows of a collector that is refused, beside pieces of other logs: times run back
 * from one to the next without the start of a JVM or of a file. Such pieces are no log of anything.
 */
function foreignPiece({ parts }: MergedRun, runs: readonly JvmRun[]): ForeignMark | undefined {
  const first = parts[0]!;
  const isStart = ({ isPartStart, builder }: JvmRun): boolean => isPartStart || builder.hasJvmStart;
  const found = runs.find(
    (run) =>
      run.source === first.source && isForeign(run.builder) && !(isStart(run) && isStart(first)),
  );
  return found && foreignMark(found.builder);
}

function historyOf(
  read: ReadLog,
  { parts, table, firstSeconds, lastSeconds }: MergedRun,
  others: { readonly runs: readonly JvmRun[]; readonly merged: readonly MergedRun[] },
): GcLog {
  const builders = parts.map(({ builder }) => builder);
  const first = builders[0]!;
  const logged = builders.find(({ regionBytes }) => !Number.isNaN(regionBytes))?.regionBytes;
  const regionBytes = logged ?? derivedRegionBytes(builders);
  if (builders.some(({ isInRegions }) => isInRegions)) table.scaleSizes(regionBytes);
  const { collections, without } = wholeCollections(table);
  const notes = [...read.notes, ...notesOn(read, others, { parts, without })];
  return {
    file: read.file,
    ...collectorOf(builders),
    timeSource: parts[0]!.timeline.source ?? 'uptime',
    collections,
    forgotten: builders.reduce((sum, { table: { forgotten } }) => sum + forgotten, 0),
    heapBaseAddress: first.baseAddress,
    heapBytesReserved: first.heapBytesMax === 0 ? Number.NaN : first.heapBytesMax,
    regionBytes,
    regionBasis: logged === undefined ? 'derived' : 'logged',
    startSeconds: firstSeconds,
    endSeconds: lastSeconds,
    notes,
  };
}

function collectorOf(builders: readonly RunBuilder[]): {
  readonly collector: CollectorName;
  readonly collectorBasis: Basis;
} {
  const found = builders.find(({ collector }) => collector !== undefined);
  if (builders.some(({ parNew }) => parNew !== undefined)) {
    return { collector: 'Serial', collectorBasis: 'derived' };
  }
  return {
    collector: found?.collector ?? 'Parallel',
    collectorBasis: found ? 'logged' : 'assumed',
  };
}

/** The smallest power of two that holds what the heap had used. */
function derivedRegionBytes(builders: readonly RunBuilder[]): number {
  const used = builders.reduce((max, each) => Math.max(max, each.bytesPerRegion), 0);
  if (used === 0) return Number.NaN;
  return 2 ** Math.max(20, Math.ceil(Math.log2(used)));
}

/** With addresses almost everywhere, collections without them are left out: their heap cannot be placed. */
function wholeCollections(table: MergedRun['table']): {
  readonly collections: Collections;
  readonly without: number;
} {
  const placed: number[] = [];
  for (let index = 0; index < table.length; index++) {
    if (table.isPlaced(index)) placed.push(index);
  }
  const isMostly = placed.length >= 0.9 * table.length && placed.length < table.length;
  if (!isMostly) return { collections: table, without: 0 };
  return {
    collections: { length: placed.length, at: (index) => table.at(placed[index]!) },
    without: table.length - placed.length,
  };
}

function notesOn(
  { readers, placeOf }: ReadLog,
  { runs, merged }: { readonly runs: readonly JvmRun[]; readonly merged: readonly MergedRun[] },
  { parts, without }: { readonly parts: readonly JvmRun[]; readonly without: number },
): string[] {
  const notes: string[] = [];
  const damaged = runs.reduce((sum, { builder }) => sum + builder.damaged, 0);
  const firstDamaged = runs.find(({ builder }) => builder.firstDamaged)?.builder.firstDamaged;
  const incomplete = without + parts.reduce((sum, { builder }) => sum + builder.incomplete, 0);
  const lines = (count: number, what: string): string =>
    `${count} ${what}${count === 1 ? '' : 's'}`;
  if (merged.length > 1) {
    const source = parts[0]!.source === '' ? '' : ` of ${parts[0]!.source}`;
    notes.push(
      `the log has ${merged.length} runs of a JVM; the longest is used${source}, from ${textOf(placeOf(parts[0]!.firstLine))}`,
    );
  }
  if (parts.length > 1)
    notes.push(`${parts.length} parts of the log were put in the order of their times`);
  if (damaged > 0) {
    notes.push(
      `${lines(damaged, 'damaged line')} skipped, the first in ${textOf(placeOf(firstDamaged!.line))}: ${excerpt(firstDamaged!.text)}`,
    );
  }
  if (incomplete > 0) {
    notes.push(`${lines(incomplete, 'collection')} left out: cut off, or without sizes`);
  }
  const failed = parts.reduce((sum, { builder }) => sum + builder.failedYoung, 0);
  if (failed > 0) {
    notes.push(`${lines(failed, 'young collection')} failed: one pause with the full one behind`);
  }
  const programs = readers.filter(({ gcLines }) => gcLines > 0).length;
  if (programs > 1) notes.push(`${programs} programs wrote to the log; one is used`);
  return notes;
}

/** Why a log is refused: the most telling of what was found. */
function refusal(read: ReadLog, runs: readonly JvmRun[]): Error {
  const { readers, lines, firstLine, placeOf, notes } = read;
  const place = placeOf(Math.max(1, lines));
  const foreign = runs
    .map(({ builder }) => foreignMark(builder))
    .find((mark) => mark !== undefined);
  if (foreign !== undefined) return foreignLog(read, foreign);
  const timeless = runs.find(({ builder }) => builder.timeless)?.builder.timeless;
  if (timeless !== undefined) {
    return dataError(
      placeOf(timeless.line),
      'no line has a time, so how fast the application allocates cannot be known',
      `a log with times: record with ${unifiedFlag} or, on JDK 8, ${jdk8Flags}`,
    );
  }
  const count = runs.reduce((sum, { builder }) => sum + builder.table.length, 0);
  const incomplete = runs.reduce((sum, { builder }) => sum + builder.incomplete, 0);
  const gcLines = readers.reduce((sum, reader) => sum + reader.gcLines, 0);
  const rest = incomplete === 0 ? '' : ` and ${incomplete} that are cut off or lack their sizes`;
  if (count > 0) {
    return dataError(
      place,
      `${count} complete collection in the longest run of a JVM${rest}`,
      'at least 2: run for longer, or with a smaller Young generation (-Xmn)',
    );
  }
  if (gcLines > 0 || incomplete > 0) {
    return dataError(
      place,
      `the log ends here without a complete collection${rest}`,
      `at least 2: run for longer, record with ${unifiedFlag} or, on JDK 8, ${jdk8Flags}`,
    );
  }
  const more = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return dataError(
    placeOf(1),
    `${firstLine === '' ? 'nothing' : excerpt(firstLine)} and no line of a HotSpot log in ${lines} lines${more}`,
    `lines such as "[7.523s][info][gc] Using Parallel", recorded with ${unifiedFlag}`,
  );
}

function foreignLog({ placeOf }: ReadLog, { line, text, name }: ForeignMark): Error {
  return dataError(
    placeOf(line),
    `a log of ${name} (${excerpt(text)}): ${foreignReasons[name]}`,
    'a log of the Parallel collector, Serial or G1',
  );
}

function mixedLog({ placeOf }: ReadLog, { firstLine }: JvmRun): Error {
  return dataError(
    placeOf(firstLine),
    'a second JVM writes to the same file at the same time, and no line says which of them wrote it',
    'one file for each JVM: %p in its name is the process (-Xlog:gc*:file=gc-%p.log), or a prefix with its name',
  );
}

function textOf({ file, line }: LinePlace): string {
  return `${oneLine(file)}:${line}`;
}
