import type { MigrationMetrics } from './metrics.ts';
import { pageBytes, type JvmWorkload } from './workload.ts';

/** Whether assistance should be used for an application, as section VI of the paper asks. */
export interface Advice {
  readonly verdict: 'assist' | 'doNotAssist' | 'tradeOff';
  /** One sentence each. */
  readonly reasons: readonly string[];
  /** The logged collection that would make the longest downtime, were it the enforced one. */
  readonly worstMoment: WorstMoment;
}

export interface WorstMoment {
  /** JVM uptime, where the log tells it. */
  readonly uptimeSeconds?: number;
  readonly pauseSeconds: number;
  readonly survivorBytes: number;
  /** Wait for the safepoint, pause, sending what survives, and what else the measured run had. */
  readonly downtimeSeconds: number;
}

export interface AdviceInput {
  readonly xen: MigrationMetrics;
  readonly assisted: MigrationMetrics;
  readonly workload: JvmWorkload;
}

/** Downtimes that differ by less than this share are alike. */
const alike = 0.1;
/** So much less traffic is worth something; so much is worth a longer downtime to some. */
const worthwhile = 0.05;
const worthAPause = 0.25;

/** Weighs one assisted migration against one that is not; the policy of section VI. */
export function adviceFor(input: AdviceInput): Advice {
  const { xen, assisted } = input;
  const worstMoment = worstOf(input);
  const saved = 1 - assisted.bytesSent / xen.bytesSent;
  const isLonger = assisted.downtimeSeconds > xen.downtimeSeconds * (1 + alike);
  const verdict = verdictOf(saved, isLonger);
  return { verdict, reasons: reasonsFor(input, { saved, isLonger, worstMoment }), worstMoment };
}

function verdictOf(saved: number, isLonger: boolean): Advice['verdict'] {
  if (!isLonger) return saved >= worthwhile ? 'assist' : 'doNotAssist';
  return saved >= worthAPause ? 'tradeOff' : 'doNotAssist';
}

/** The enforced collection is the next logged one: any of them may be it. */
function worstOf({ assisted, workload }: AdviceInput): WorstMoment {
  const frameSeconds =
    assisted.bytesSent / assisted.framesSent / Math.max(1, assisted.linkBytesPerSecond);
  const own = workload.collections[0]!;
  const ownPages = own.survivorPages + own.promotedPages;
  const rest = Math.max(0, assisted.downtime.lastIteration - ownPages * frameSeconds);
  const moments = workload.collections.map((each) => ({
    ...(each.uptimeSeconds === undefined ? {} : { uptimeSeconds: each.uptimeSeconds }),
    pauseSeconds: each.pauseSeconds,
    survivorBytes: (each.survivorPages + each.promotedPages) * pageBytes,
    downtimeSeconds:
      each.reachingSafepointSeconds +
      each.pauseSeconds +
      (each.survivorPages + each.promotedPages) * frameSeconds +
      rest +
      assisted.downtime.resumption,
  }));
  return moments.reduce((worst, each) =>
    each.downtimeSeconds > worst.downtimeSeconds ? each : worst,
  );
}

function reasonsFor(
  { xen, assisted, workload }: AdviceInput,
  found: { readonly saved: number; readonly isLonger: boolean; readonly worstMoment: WorstMoment },
): string[] {
  const { saved, isLonger, worstMoment } = found;
  const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
  const seconds = (value: number): string => `${value.toFixed(3)} s`;
  const { enforcedCollection, safepointWait } = assisted.downtime;
  const stopped = enforcedCollection + safepointWait;
  const worst = seconds(worstMoment.downtimeSeconds);
  const at =
    worstMoment.uptimeSeconds === undefined
      ? ''
      : ` at ${worstMoment.uptimeSeconds.toFixed(1)} s of uptime`;
  const full = workload.collections.filter(({ kind }) => kind === 'full').length;
  return [
    `downtime ${seconds(assisted.downtimeSeconds)} with assistance (${assisted.design}), ` +
      `${seconds(xen.downtimeSeconds)} without`,
    saved >= 0
      ? `${percent(saved)} less traffic, ${percent(1 - assisted.seconds / xen.seconds)} less time`
      : `${percent(-saved)} more traffic`,
    `the worst moment is the collection${at}: a pause of ${seconds(worstMoment.pauseSeconds)}, ` +
      `${(worstMoment.survivorBytes / 2 ** 20).toFixed(1)} MiB to send: about ${worst} of downtime`,
    ...(worstMoment.downtimeSeconds > xen.downtimeSeconds && !isLonger
      ? ['at that moment assistance would lose: choose another, or do without']
      : []),
    ...(isLonger && stopped > xen.downtimeSeconds / 2
      ? ['its collections are long (VI): the enforced one costs more than what it saves']
      : []),
    ...(isLonger && assisted.downtime.lastIteration > xen.downtimeSeconds
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
  ];
}

const shortDowntimeSeconds = 0.5;
