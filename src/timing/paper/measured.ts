import { invariant } from '../../foundation/invariant.ts';
import type { MigrationMetrics } from '../metrics.ts';
import { pageBytes } from '../workload.ts';
import type { PaperRound } from './round.ts';
import type { PaperWorkload } from './figures.ts';

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** What one round says of a figure, in the figure's unit. */
export function measureFigure(id: string, round: PaperRound): number {
  const [workload, subject, what] = id.split('.') as [string, string, string];
  if (id === 'all.reduction.cpu') {
    // 5.3 compares one workload of each category.
    const names = ['derby', 'crypto', 'scimark'] as const;
    return Math.max(...names.map((name) => reduction(round, name, cpu)));
  }
  const name = workload as PaperWorkload;
  const { xen, javmm } = round[name];
  if (subject === 'reduction') {
    const measure = { time: ofTime, traffic: ofTraffic, downtime: ofDowntime }[what];
    invariant(measure !== undefined, `no measure for ${id}`);
    return reduction(round, name, measure);
  }
  if (subject === 'both') return (firstSkipped(xen) + firstSkipped(javmm)) / 2 / MiB;
  return single(what, subject === 'xen' ? xen : javmm, name);
}

function single(what: string, metrics: MigrationMetrics, workload: PaperWorkload): number {
  const { iterations } = metrics;
  const sent = (index: number): number => (iterations.at(index)?.framesSent ?? 0) * pageBytes;
  switch (what) {
    case 'time':
      return ofTime(metrics);
    case 'traffic':
      return ofTraffic(metrics) / GiB;
    case 'downtime':
      return ofDowntime(metrics);
    case 'iterations':
      return iterations.length;
    case 'secondIteration':
      return sent(1) / MiB;
    case 'lastIteration':
      // The text gives xml's in GB and the others' in MB.
      return sent(-1) / (workload === 'xml' ? GiB : MiB);
    default:
      invariant(false, `no measure for ${what}`);
  }
}

const ofTime = (metrics: MigrationMetrics): number => metrics.seconds;
const ofTraffic = (metrics: MigrationMetrics): number => metrics.framesSent * pageBytes;
const ofDowntime = (metrics: MigrationMetrics): number => metrics.downtimeSeconds;
const cpu = (metrics: MigrationMetrics): number => metrics.daemonCpuSeconds;

function reduction(
  round: PaperRound,
  name: PaperWorkload,
  measure: (metrics: MigrationMetrics) => number,
): number {
  const { xen, javmm } = round[name];
  return 1 - measure(javmm) / measure(xen);
}

function firstSkipped({ iterations: [first] }: MigrationMetrics): number {
  return ((first?.framesSkipped ?? 0) + (first?.framesPassedOver ?? 0)) * pageBytes;
}
