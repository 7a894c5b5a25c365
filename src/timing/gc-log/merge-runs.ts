import { CollectionTable } from './collection-table.ts';
import type { JvmRun } from './log-reader.ts';
import type { ReadingLimits } from './limits.ts';

/** The collections of one JVM, put together from the parts of a log that were read in any order. */
export interface MergedRun {
  /** The parts, in the order of their times. */
  readonly parts: readonly JvmRun[];
  readonly table: CollectionTable;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
}

/** Clocks are read a moment before lines are written. */
const slackSeconds = 1;

/**
 * Puts runs together that are parts of one JVM's log: a part follows the one whose times and numbers end
 * where its own begin. Rotated files may have been read in any order.
 */
export function mergeRuns(runs: readonly JvmRun[], limits: ReadingLimits): MergedRun[] {
  const filled = runs.filter(({ builder }) => builder.table.length > 0);
  const chains: JvmRun[][] = [];
  for (const run of filled.toSorted((a, b) => beginOf(a) - beginOf(b))) {
    const chain = chains.find((each) => follows(run, each.at(-1)!));
    if (chain === undefined) chains.push([run]);
    else chain.push(run);
  }
  return chains.map((parts) => merged(parts, limits));
}

/**
 * The first run of two JVMs that write one file at the same time: again and again numbers fall back a little, without
 * the start of a JVM or of a file in between. Parts of one JVM, in whatever order, never overlap.
 */
export function interleavedRun(runs: readonly JvmRun[]): JvmRun | undefined {
  const filled = runs.filter(({ builder }) => builder.table.length > 0);
  return filled.find((run, index) => {
    const [second, third] = [filled[index + 1], filled[index + 2]];
    return third !== undefined && fallsBack(run, second!) && fallsBack(second!, third);
  });
}

function fallsBack(earlier: JvmRun, later: JvmRun): boolean {
  if (later.builder.hasJvmStart || later.isPartStart || later.source !== earlier.source)
    return false;
  const first = later.builder.table.at(0).id;
  const isOverlapping = first > earlier.builder.table.at(0).id && first <= earlier.builder.lastId;
  return isOverlapping && beginOf(later) >= beginOf(earlier);
}

/** In seconds since 1970 without uptime, in uptime with it. */
function beginOf({ builder, timeline }: JvmRun): number {
  return timeline.source === 'uptime'
    ? builder.firstSeconds
    : builder.firstSeconds + timeline.originSeconds;
}

function endOf(run: JvmRun): number {
  return beginOf(run) + run.builder.lastSeconds - run.builder.firstSeconds;
}

function follows(later: JvmRun, earlier: JvmRun): boolean {
  const { builder } = later;
  if (builder.hasJvmStart || later.source !== earlier.source) return false;
  if (later.timeline.source !== earlier.timeline.source) return false;
  if (builder.collector !== earlier.builder.collector) return false;
  const { table } = earlier.builder;
  const isNext = builder.table.at(0).id > table.at(table.length - 1).id;
  return isNext && beginOf(later) >= endOf(earlier) - slackSeconds;
}

function merged(parts: readonly JvmRun[], limits: ReadingLimits): MergedRun {
  const [first] = parts;
  const origin = beginOf(first!) - first!.builder.firstSeconds;
  if (parts.length === 1) {
    const { table, firstSeconds, lastSeconds } = first!.builder;
    return { parts, table, firstSeconds, lastSeconds };
  }
  const table = new CollectionTable(limits.collections);
  for (const part of parts) {
    const shift = beginOf(part) - part.builder.firstSeconds - origin;
    for (let index = 0; index < part.builder.table.length; index++) {
      const each = part.builder.table.at(index);
      const { startSeconds, endSeconds } = each;
      table.push(
        { ...each, startSeconds: startSeconds + shift, endSeconds: endSeconds + shift },
        each,
      );
    }
  }
  return {
    parts,
    table,
    firstSeconds: first!.builder.firstSeconds,
    lastSeconds: endOf(parts.at(-1)!) - origin,
  };
}
