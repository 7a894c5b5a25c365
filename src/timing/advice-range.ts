import { isShorter, type RangeCase } from './advice.ts';
import type { GcLog } from './gc-log/history.ts';
import { steadyPart } from './steady-part.ts';
import { assumedOldWrites, workloadFromGcLog, type WorkloadOptions } from './workload-from-log.ts';
import type { JvmWorkload } from './workload.ts';

/** One more case to migrate: the workload, and the link if that is what varies. */
export interface PlannedCase extends Pick<RangeCase, 'varies' | 'value' | 'text'> {
  readonly workload: JvmWorkload;
  readonly linkBytesPerSecond?: number;
}

export interface RangeOptions {
  readonly log: GcLog;
  readonly options: WorkloadOptions;
  readonly linkBytesPerSecond: number;
}

const moments = 6;
const gigabit = 1.25e8;

/**
 * What the answer is tried on: writes to Old from none to all of it each second (the one unknown of a log),
 * start moments over the full steady part, and links.
 */
export function plannedCases({ log, options, linkBytesPerSecond }: RangeOptions): PlannedCase[] {
  const base = workloadFromGcLog(log, options);
  return [
    ...oldWriteCases(log, options, base),
    ...startCases(log, options),
    ...linkCases(base, linkBytesPerSecond),
  ];
}

function oldWriteCases(log: GcLog, options: WorkloadOptions, base: JvmWorkload): PlannedCase[] {
  const pages = Math.max(1, base.initial.oldTop);
  const most = Math.max(assumedOldWrites.perSecond, pages);
  const rates = [
    { pages: 1, perSecond: 1, text: 'Old is not written' },
    {
      pages: Math.ceil(pages / 4),
      perSecond: Math.ceil(most / 4),
      text: 'a quarter of Old is hot',
    },
    { pages, perSecond: most, text: `all of Old is hot` },
  ];
  return rates.map(({ text, ...oldWrites }) => ({
    varies: 'oldWrites',
    value: oldWrites.perSecond,
    text: `${text}: ${oldWrites.perSecond} page writes a second`,
    workload: workloadFromGcLog(log, { ...options, oldWrites }),
  }));
}

/** Even distances over the steady part; an idle JVM is asked when it was not. */
function startCases(log: GcLog, options: WorkloadOptions): PlannedCase[] {
  const { first } = steadyPart(log, options);
  const from = log.collections.at(first).endSeconds;
  const last = log.collections.at(log.collections.length - 1).endSeconds;
  return Array.from({ length: moments }, (_, index): PlannedCase => {
    const atSeconds = from + ((last - from) * index) / moments;
    return {
      varies: 'start',
      value: atSeconds,
      // A short log is asked at moments of less than a second apart.
      text: `start at ${atSeconds.toFixed(last - from < 10 * moments ? 1 : 0)} s`,
      workload: workloadFromGcLog(log, { ...options, atSeconds }),
    };
  });
}

function linkCases(workload: JvmWorkload, own: number): PlannedCase[] {
  return [gigabit, 10 * gigabit, 25 * gigabit]
    .filter((link) => Math.abs(link - own) > own / 100)
    .map((linkBytesPerSecond) => ({
      varies: 'link',
      value: linkBytesPerSecond,
      text: `a link of ${(linkBytesPerSecond * 8) / 1e9} Gbit/s`,
      workload,
      linkBytesPerSecond,
    }));
}

const names: Readonly<Record<RangeCase['varies'], string>> = {
  oldWrites: 'writes to Old from none to all of it',
  start: 'start moments over the log',
  link: 'links',
};

/** The case that was measured. */
export interface MeasuredCase extends Pick<RangeCase, 'unassistedSeconds' | 'assistedSeconds'> {
  readonly oldWritesPerSecond: number;
  readonly linkBytesPerSecond: number;
}

type Point = Omit<RangeCase, 'varies' | 'text'>;

/** Where the answer turns, one sentence for each thing that varies. */
export function breakEvenOf(cases: readonly RangeCase[], base: MeasuredCase): string[] {
  return (['oldWrites', 'start', 'link'] as const).flatMap((varies) => {
    const further = cases.filter((each) => each.varies === varies);
    if (further.length === 0) return [];
    const own: readonly Point[] =
      varies === 'link' ? [...further, { ...base, value: base.linkBytesPerSecond }] : further;
    const ordered = own.toSorted((a, b) => a.value - b.value);
    const wins = ordered.filter((each) => isShorter(each.assistedSeconds, each.unassistedSeconds));
    const loses = ordered.filter((each) => isShorter(each.unassistedSeconds, each.assistedSeconds));
    const spread = `with assistance ${spanOf(ordered, ({ assistedSeconds }) => assistedSeconds)}, without ${spanOf(ordered, ({ unassistedSeconds }) => unassistedSeconds)}`;
    const counts = `assistance is shorter in ${wins.length} of ${ordered.length}, longer in ${loses.length}`;
    const turns = turningPoint(ordered);
    const where =
      turns === undefined || varies === 'start' ? '' : `; it turns ${turningText(varies, turns)}`;
    const measured = varies === 'oldWrites' ? ` (measured: ${base.oldWritesPerSecond})` : '';
    return [`${names[varies]}${measured}: ${counts} (${spread})${where}`];
  });
}

function spanOf(cases: readonly Point[], of: (each: Point) => number): string {
  const values = cases.map(of);
  return `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)} s`;
}

/** The two neighbours between which the difference changes its sign, and where, on a line between them. */
interface Turn {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

function turningPoint(ordered: readonly Point[]): Turn | undefined {
  for (const [index, each] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next === undefined) return undefined;
    const [a, b] = [
      each.assistedSeconds - each.unassistedSeconds,
      next.assistedSeconds - next.unassistedSeconds,
    ];
    if (a === 0 || a * b >= 0) continue;
    const at = each.value + ((next.value - each.value) * a) / (a - b);
    return { from: each.value, to: next.value, at };
  }
  return undefined;
}

function turningText(varies: 'oldWrites' | 'link', { from, to, at }: Turn): string {
  const gigabits = (value: number): number => Number(((value * 8) / 1e9).toPrecision(2));
  return varies === 'link'
    ? `between ${gigabits(from)} and ${gigabits(to)} Gbit/s`
    : `at about ${Math.round(at)} page writes a second`;
}
