import type { Fact } from './fact.ts';
import type { GcLog } from './gc-log/history.ts';
import type { Layout } from './gc-log/layout.ts';
import { assumedSurvivorShare } from './gc-log/sizes.ts';
import type { LogStatistics } from './log-statistics.ts';
import type { SteadyPart } from './steady-part.ts';
import type { WriteClass } from './write-stream.ts';

const milliseconds = (seconds: number): string => `${(seconds * 1e3).toFixed(1)} ms`;
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** What a log says of its JVM, one sentence each, with the basis of each. */
export function factsOfLog(log: GcLog, statistics: LogStatistics): Fact[] {
  const { count, seconds } = statistics;
  const total = log.collections.length + log.forgotten;
  const estimate = statistics.estimated > 0 ? 'assumed' : 'derived';
  return [
    {
      basis: log.collectorBasis === 'assumed' ? 'assumed' : 'logged',
      text:
        `${log.collector} collector: ${total} collections in ` +
        `${(log.endSeconds - log.startSeconds).toFixed(1)} s, ${count} of them in the steady part`,
    },
    ...timeFacts(log),
    {
      basis: estimate,
      text:
        `${Math.round(statistics.allocatedBytes / Math.max(seconds, 1e-9) / 1e6)} MB/s allocated in Young, ` +
        `${(statistics.survivedShare * 100).toFixed(1)} % survive a collection`,
    },
    ...humongousFacts(statistics),
    {
      basis: 'logged',
      text:
        `pauses of ${milliseconds(statistics.pauseSeconds / Math.max(1, count))} on average, ` +
        `${milliseconds(statistics.longestPauseSeconds)} at most; ${safepointText(statistics)}`,
    },
    ...youngFacts(statistics),
    ...(Number.isNaN(statistics.heapCapacity)
      ? []
      : [
          {
            basis: 'logged' as const,
            text: `a heap of up to ${mebibytes(statistics.heapCapacity)} committed`,
          },
        ]),
    ...(statistics.full === 0
      ? []
      : [
          {
            basis: 'logged' as const,
            text: `${statistics.full} of ${count} were full collections`,
          },
        ]),
    ...log.notes.map((text): Fact => ({ basis: 'derived', text })),
  ];
}

function timeFacts({ timeSource }: GcLog): Fact[] {
  if (timeSource === 'uptime') return [];
  const clock = timeSource === 'wallClock' ? 'wall clock' : 'clock of the container or system log';
  return [
    {
      basis: 'derived',
      text: `no line has the JVM's uptime: seconds are those of the ${clock} since the first line`,
    },
  ];
}

function humongousFacts({ humongousBytes, seconds }: LogStatistics): Fact[] {
  const rate = humongousBytes / Math.max(seconds, 1e-9) / 1e6;
  if (rate < 0.5) return [];
  return [
    {
      basis: 'derived',
      text: `${Math.round(rate)} MB/s of humongous objects allocated, outside Young`,
    },
  ];
}

function safepointText({ waits, waitSeconds }: LogStatistics): string {
  return waits === 0
    ? 'the time to reach a safepoint is not logged'
    : `safepoints reached in ${milliseconds(waitSeconds / waits)} (${waits} logged)`;
}

function youngFacts({ sized, shrinks, fine, ragged }: LogStatistics): Fact[] {
  const shrank =
    sized === 0 ? 'the size of Young is not logged' : `Young shrank at ${shrinks} of ${sized}`;
  const ended =
    fine === 0
      ? 'whether survivors end inside a page is not logged'
      : `survivors ended inside a page at ${ragged} of ${fine}`;
  return [{ basis: sized + fine === 0 ? 'logged' : 'derived', text: `${shrank}; ${ended}` }];
}

/** What an assumption may rest on. */
export interface Assumed {
  readonly statistics: LogStatistics;
  readonly part: SteadyPart;
  readonly layout: Layout;
  readonly oldWrites: WriteClass;
  readonly areOldWritesGiven: boolean;
}

/** What the log does not say and the simulation takes for granted, one sentence each. */
export function assumptionsOfLog(log: GcLog, given: Assumed): string[] {
  const { statistics, part, oldWrites } = given;
  return [
    `${oldWrites.pages} Old pages are hot and take ${oldWrites.perSecond} page writes per second ` +
      (given.areOldWritesGiven ? '(given)' : '(traced on Derby; not in a log; see --old-writes)'),
    'the enforced collection is the next logged one, come early: its survivors, pause and resize',
    'survivors of one page of To come from one page of Eden or From',
    'heap pages lie in runs of 2 MiB, the runs anywhere in the VM',
    ...part.assumptions,
    ...(statistics.waits === 0 ? ['threads reach a safepoint in 1.0 ms'] : []),
    ...fullCollectionNote(statistics),
    ...layoutNotes(log, given),
  ];
}

function fullCollectionNote({ full }: LogStatistics): string[] {
  if (full === 0) return [];
  return [
    `each of ${full} full collections rewrites half of Old, copies what it leaves in Eden to To and ` +
      'keeps Old as large as it was',
  ];
}

function layoutNotes(log: GcLog, { statistics, layout }: Assumed): string[] {
  const notes: string[] = [];
  if (log.collectorBasis === 'assumed') {
    notes.push(
      'no line names the collector: Parallel, as its lines look like those of Parallel and Serial',
    );
  }
  if (!Number.isNaN(log.regionBytes) && log.regionBasis === 'derived') {
    notes.push(
      `regions of ${mebibytes(log.regionBytes)}: the smallest power of two that holds the used heap`,
    );
  }
  if (statistics.estimated > 0) {
    notes.push(
      `${statistics.estimated} of ${statistics.count} collections log the size of the heap only: what was ` +
        `allocated since the one before was in Eden, and ${assumedSurvivorShare * 100} % of it survive`,
    );
  }
  if (statistics.humongousBytes > 0) {
    notes.push('humongous objects dirty the pages of Old as they are filled');
  }
  if (layout.isLogged) return notes;
  notes.push(
    `the log has no addresses: Old, Eden, From and To lie one after the other, each as large as it ever was ` +
      `(${mebibytes(layout.heapBytes)}), and nothing is resized`,
  );
  if (log.collector === 'G1') {
    notes.push(
      'the regions of Young are taken for one range: G1 needs a list of ranges, and may give regions back ' +
        'after the end of a collection (VI)',
    );
  }
  return notes;
}
