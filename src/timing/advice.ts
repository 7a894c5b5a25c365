import { deploymentOf, helpsToday, isAssisted } from './deployment.ts';
import type { MigrationMetrics } from './metrics.ts';
import { pageBytes, type JvmWorkload } from './workload.ts';

/** Whether assistance should be used for an application, as section VI of the paper asks. */
export interface Advice {
  readonly verdict: 'assist' | 'doNotAssist' | 'tradeOff' | 'noDifference';
  /** Every way to migrate that was run, the shortest standstill first. */
  readonly ranking: readonly RankedRun[];
  /** One sentence each. */
  readonly reasons: readonly string[];
  /** The logged collection that would make the longest downtime, were it the enforced one. */
  readonly worstMoment: WorstMoment;
  /** How far the answer holds at other moments, links and writes; of a log, unless that was declined. */
  readonly range?: AdviceRange;
}

/** One design, with or without a policy: what it gains and what it costs. Means over the seeds. */
export interface RankedRun {
  readonly design: string;
  readonly assisted: boolean;
  /** Downtime, and what the application waited for frames that follow it. */
  readonly standstillSeconds: number;
  readonly seconds: number;
  readonly bytesSent: number;
  readonly daemonCpuSeconds: number;
  /** It loses pages, or breaks another property: it is no choice. */
  readonly isUnsafe: boolean;
  /** Within 5 % of the best that is safe. */
  readonly isBest: boolean;
  readonly needs: string;
}

export interface WorstMoment {
  /** JVM uptime, where the log reports it. */
  readonly uptimeSeconds?: number;
  readonly pauseSeconds: number;
  readonly survivorBytes: number;
  /** Wait for the safepoint, pause, sending what survives, and what else the measured run had. */
  readonly downtimeSeconds: number;
}

/** Downtimes of the best run without and the best with assistance, in further cases. */
export interface AdviceRange {
  readonly unassisted: string;
  readonly assisted: string;
  readonly cases: readonly RangeCase[];
  /** Where the answer turns, one sentence each. */
  readonly breakEven: readonly string[];
}

export interface RangeCase {
  readonly varies: 'oldWrites' | 'start' | 'link';
  /** Page writes to Old a second, JVM uptime in seconds, or bytes a second. */
  readonly value: number;
  readonly text: string;
  readonly unassistedSeconds: number;
  readonly assistedSeconds: number;
}

export interface AdviceInput {
  readonly results: readonly MigrationMetrics[];
  readonly workload: JvmWorkload;
  /** What the workload was made of. */
  readonly source: 'log' | 'trace' | 'model';
  /** How far the numbers of the workload can be trusted, in words. */
  readonly confidence: string;
  readonly range?: AdviceRange;
}

/** Times that differ by less than this share are no difference. */
const alike = 0.05;
/** So much less traffic is worth a longer downtime to some, and a deployment to most. */
const worthwhile = 0.25;

/** Which of two times is shorter: -1 the first, 1 the second, 0 neither by what counts as a difference. */
function shorterOf(a: number, b: number): number {
  if (isShorter(a, b)) return -1;
  return isShorter(b, a) ? 1 : 0;
}

/** Whether `a` is shorter than `b` by more than what counts as a difference. */
export function isShorter(a: number, b: number): boolean {
  return a < b * (1 - alike);
}

/**
 * Ranks all runs and weighs the best assisted one against the best other. Undefined unless there is a safe
 * one of either kind.
 */
export function adviceFor(input: AdviceInput): Advice | undefined {
  const ranking = rank(input.results);
  const safe = ranking.filter(({ isUnsafe }) => !isUnsafe);
  const plain = safe.find(({ assisted }) => !assisted);
  const assisted = safe.find((each) => each.assisted);
  if (plain === undefined || assisted === undefined) return undefined;
  const run = input.results.find(({ design }) => design === assisted.design)!;
  const worstMoment = worstOf(run, input.workload);
  const saved = 1 - assisted.bytesSent / plain.bytesSent;
  const verdict = verdictOf({ plain, assisted, saved });
  const found = { plain, assisted, saved, run, worstMoment };
  const range = input.range === undefined ? {} : { range: input.range };
  return { verdict, ranking, reasons: reasonsFor(input, found), worstMoment, ...range };
}

function verdictOf({ plain, assisted, saved }: Pair): Advice['verdict'] {
  const [with_, without] = [assisted.standstillSeconds, plain.standstillSeconds];
  if (isShorter(with_, without)) return 'assist';
  if (isShorter(without, with_)) return saved >= worthwhile ? 'tradeOff' : 'doNotAssist';
  return saved >= worthwhile ? 'assist' : 'noDifference';
}

interface Pair {
  readonly plain: RankedRun;
  readonly assisted: RankedRun;
  readonly saved: number;
}

/** Means over the seeds, by standstill; of those alike, the one with less traffic first. */
function rank(results: readonly MigrationMetrics[]): RankedRun[] {
  const names = [...new Set(results.map(({ design }) => design))];
  const runs = names.map((name) => rankedOf(results.filter(({ design }) => design === name)));
  const best = runs
    .filter(({ isUnsafe }) => !isUnsafe)
    .reduce((least, { standstillSeconds }) => Math.min(least, standstillSeconds), Infinity);
  return runs
    .map((each) => ({
      ...each,
      isBest: !each.isUnsafe && !isShorter(best, each.standstillSeconds),
    }))
    .toSorted((a, b) => {
      if (a.isBest && b.isBest) return a.bytesSent - b.bytesSent;
      return a.standstillSeconds - b.standstillSeconds;
    });
}

function rankedOf(runs: readonly MigrationMetrics[]): RankedRun {
  const [first] = runs;
  const mean = (of: (run: MigrationMetrics) => number): number =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return {
    design: first!.design,
    assisted: isAssisted(first!),
    standstillSeconds: mean(standstillOf),
    seconds: mean(({ seconds }) => seconds),
    bytesSent: Math.round(mean(({ bytesSent }) => bytesSent)),
    daemonCpuSeconds: mean(({ daemonCpuSeconds }) => daemonCpuSeconds),
    isUnsafe: runs.some(({ lost, violations }) => lost.count + violations.length > 0),
    isBest: false,
    needs: deploymentOf(first!),
  };
}

/** For how long the application stands: its downtime, and what it waits for frames afterwards. */
export function standstillOf({ downtimeSeconds, following }: MigrationMetrics): number {
  return downtimeSeconds + (following?.stalledSeconds ?? 0);
}

/** The enforced collection is the next logged one: any of them may be it. The measured one is among them. */
function worstOf(assisted: MigrationMetrics, { collections }: JvmWorkload): WorstMoment {
  const frameSeconds =
    assisted.bytesSent / assisted.framesSent / Math.max(1, assisted.linkBytesPerSecond);
  const own = collections[0]!;
  const sent = (pages: number): number => pages * frameSeconds;
  const pagesOf = (each: typeof own): number => each.survivorPages + each.promotedPages;
  const rest = Math.max(0, assisted.downtime.lastIteration - sent(pagesOf(own)));
  const uptimeOf = ({ uptimeSeconds }: typeof own): Pick<WorstMoment, 'uptimeSeconds'> =>
    uptimeSeconds === undefined ? {} : { uptimeSeconds };
  let worst: WorstMoment = {
    ...uptimeOf(own),
    pauseSeconds: own.pauseSeconds,
    survivorBytes: pagesOf(own) * pageBytes,
    downtimeSeconds: assisted.downtimeSeconds,
  };
  for (const each of collections) {
    const downtimeSeconds =
      each.reachingSafepointSeconds +
      each.pauseSeconds +
      sent(pagesOf(each)) +
      rest +
      assisted.downtime.finalUpdate +
      assisted.downtime.resumption;
    if (downtimeSeconds <= worst.downtimeSeconds) continue;
    worst = {
      ...uptimeOf(each),
      pauseSeconds: each.pauseSeconds,
      survivorBytes: pagesOf(each) * pageBytes,
      downtimeSeconds,
    };
  }
  return worst;
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const seconds = (value: number): string => `${value.toFixed(3)} s`;
const shortDowntimeSeconds = 0.5;

/** What else the answer may depend on, where nothing else was tried. */
const notSwept: Readonly<Record<AdviceInput['source'], string>> = {
  log:
    'one start moment, one link and one rate of writes to Old, which no log contains: --sweep shows how far the ' +
    'answer holds',
  trace: 'one start moment and one link: try others (--at, --link)',
  model: 'one start moment and one link: try others (--at, --link, --repeat)',
};

/** A share that is saved, in words. */
function changeText(saved: number): string {
  return saved >= 0 ? `${percent(saved)} less` : `${percent(-saved)} more`;
}

/** In how many of the further cases the same run is shorter. */
function holdsText({ cases }: AdviceRange, answer: number): string {
  const alikeCases = cases.filter(
    ({ assistedSeconds, unassistedSeconds }) =>
      shorterOf(assistedSeconds, unassistedSeconds) === answer,
  );
  return `the same holds in ${alikeCases.length} of ${cases.length} further cases`;
}

function reasonsFor(
  { workload, results, confidence, range, source }: AdviceInput,
  found: Pair & { readonly run: MigrationMetrics; readonly worstMoment: WorstMoment },
): string[] {
  const { plain, assisted, saved, run, worstMoment } = found;
  const [with_, without] = [assisted.standstillSeconds, plain.standstillSeconds];
  const isLonger = isShorter(without, with_);
  const isEqual = !isLonger && !isShorter(with_, without);
  const { enforcedCollection, safepointWait } = run.downtime;
  const full = workload.collections.filter(({ kind }) => kind === 'full').length;
  const xen = results.find(({ design }) => design === plain.design)!;
  const uptime = worstMoment.uptimeSeconds;
  const at = uptime === undefined ? '' : ` at ${uptime.toFixed(1)} s of uptime`;
  return [
    `the application stands ${seconds(with_)} with ${assisted.design}, ${seconds(without)} with ` +
      `${plain.design}${isEqual ? ': no difference (under 5 %)' : ''}`,
    ...(range === undefined ? [] : [holdsText(range, shorterOf(with_, without))]),
    `${changeText(saved)} traffic, ${changeText(1 - assisted.seconds / plain.seconds)} time`,
    `the worst moment is the collection${at}: a pause of ${seconds(worstMoment.pauseSeconds)}, ` +
      `${(worstMoment.survivorBytes / 2 ** 20).toFixed(1)} MiB to send: about ` +
      `${seconds(worstMoment.downtimeSeconds)} of downtime`,
    ...(isShorter(without, worstMoment.downtimeSeconds) && !isLonger
      ? ['at that moment assistance would lose: choose another, or do without']
      : []),
    ...(isLonger && enforcedCollection + safepointWait > without / 2
      ? ['its collections are long (VI): the enforced one costs more than what it saves']
      : []),
    ...(isLonger && run.downtime.lastIteration > without
      ? ['much of it survives (VI): what survives has to be sent while the VM stands still']
      : []),
    ...(xen.stoppedBy === 'fewFrames' || xen.downtimeSeconds < shortDowntimeSeconds
      ? ['it writes little (VI): pre-copy alone leaves little for the last iteration']
      : []),
    ...(full > 0
      ? [
          `${full} of ${workload.collections.length} collections were full: an enforced one may turn ` +
            'full as well, take as long, and leave live data in Eden, which then has to be sent',
        ]
      : []),
    confidence,
    ...(range?.breakEven ?? [notSwept[source]]),
    `assistance needs ${assisted.needs}`,
    ...helpsToday,
  ];
}
