import { describe, expect, test } from 'vitest';
import { designs } from '../../models/design.ts';
import { adviceFor, type Advice } from './advice.ts';
import { breakEvenOf, plannedCases } from './advice-range.ts';
import { readGcLog } from './gc-log/read.ts';
import type { MigrationMetrics } from './metrics.ts';
import { workloadFromGcLog } from './workload-from-log.ts';

/** Ten young collections of a Parallel JVM of JDK 8, two seconds apart; the sixth pauses for 4 s. */
const text = Array.from({ length: 10 }, (_, index) => {
  const pause = index === 5 ? 4 : 0.02;
  const at = 12 + index * 2 + (index > 5 ? 4 : 0);
  return `${at}.000: [GC (Allocation Failure) [PSYoungGen: 69632K->4096K(76288K)] 69640K->4112K(251392K), ${pause.toFixed(7)} secs]\n`;
}).join('');
const log = readGcLog(text, 'x.log');
const workload = workloadFromGcLog(log);

interface Measured {
  readonly downtimeSeconds: number;
  readonly bytesSent: number;
  readonly stalledSeconds?: number;
  readonly lost?: number;
}

/** What a simulated migration leaves behind, with the numbers that advice rests on. */
function run(design: string, measured: Measured): MigrationMetrics {
  const { downtimeSeconds, bytesSent, stalledSeconds, lost = 0 } = measured;
  const isXen = design.startsWith('xen');
  return {
    design,
    switches: designs[isXen ? 'xen' : 'hardened'],
    seed: 1,
    vmBytes: 2 ** 31,
    linkBytesPerSecond: 1.25e8,
    seconds: bytesSent / 1.25e8,
    bytesSent,
    framesSent: Math.round(bytesSent / 4096),
    iterations: [],
    stoppedBy: 'traffic',
    downtime: {
      safepointWait: 0,
      enforcedCollection: isXen ? 0 : 0.02,
      finalUpdate: 0,
      lastIteration: downtimeSeconds - 0.17 - (isXen ? 0 : 0.02),
      resumption: 0.17,
    },
    downtimeSeconds,
    ...(stalledSeconds === undefined
      ? {}
      : { following: { seconds: 10, faults: 1, stalledSeconds } }),
    daemonCpuSeconds: 1,
    memory: { transferBitmapBytes: 0, pfnCacheBytes: 0 },
    application: { runningShare: [], allocatedBytes: [] },
    dirty: [],
    lost: { count: lost, first: [] },
    violations: [],
    steps: 1,
  };
}

const advise = (results: readonly MigrationMetrics[]): Advice =>
  adviceFor({ results, workload, source: 'log', confidence: 'confidence: of a test' })!;

describe('the verdict', () => {
  const GB = 1e9;
  test.each<[string, Advice['verdict'], Measured, Measured]>([
    // The pair that was once advised to use assistance.
    [
      'equal within 5 %',
      'noDifference',
      { downtimeSeconds: 0.197, bytesSent: 2 * GB },
      { downtimeSeconds: 0.198, bytesSent: 1.9 * GB },
    ],
    [
      'equal, and half the traffic',
      'assist',
      { downtimeSeconds: 0.197, bytesSent: 2 * GB },
      { downtimeSeconds: 0.198, bytesSent: GB },
    ],
    [
      'shorter',
      'assist',
      { downtimeSeconds: 8, bytesSent: 8 * GB },
      { downtimeSeconds: 0.4, bytesSent: GB },
    ],
    [
      'longer for half the traffic',
      'tradeOff',
      { downtimeSeconds: 0.2, bytesSent: 2 * GB },
      { downtimeSeconds: 0.4, bytesSent: GB },
    ],
    [
      'longer for nothing',
      'doNotAssist',
      { downtimeSeconds: 0.2, bytesSent: 2 * GB },
      { downtimeSeconds: 0.4, bytesSent: 2 * GB },
    ],
  ])('%s: %s', (_what, verdict, xen, hardened) => {
    const advice = advise([run('xen', xen), run('hardened', hardened)]);
    expect(advice.verdict).toBe(verdict);
    const says =
      verdict === 'noDifference' ? 'no difference (under 5 %)' : 'the application stands';
    expect(advice.reasons.join()).toContain(says);
  });

  test('all that was run is ranked: a policy may be better than assistance', () => {
    const results = [
      run('xen', { downtimeSeconds: 8, bytesSent: 8 * GB }),
      run('xen+compress', { downtimeSeconds: 0.3, bytesSent: 4 * GB }),
      run('xen+postCopy', { downtimeSeconds: 0.17, bytesSent: 2 * GB, stalledSeconds: 8 }),
      run('hardened', { downtimeSeconds: 0.4, bytesSent: GB }),
    ];
    const advice = advise(results);
    // What the application waits for frames that follow it counts as standing still.
    expect(advice.ranking.map(({ design }) => design)).toEqual([
      'xen+compress',
      'hardened',
      'xen',
      'xen+postCopy',
    ]);
    expect(advice.verdict).toBe('tradeOff');
    expect([advice.ranking[0]!.isBest, advice.ranking[0]!.needs]).toEqual([
      true,
      expect.stringContaining('multifd'),
    ]);
    expect(advice.ranking[1]!.needs).toContain('kernel module');
  });

  test('what loses pages is never the better one', () => {
    const results = [
      run('xen', { downtimeSeconds: 8, bytesSent: 8 * GB }),
      run('published', { downtimeSeconds: 0.1, bytesSent: GB, lost: 1 }),
      run('hardened', { downtimeSeconds: 9, bytesSent: 8 * GB }),
    ];
    const advice = advise(results);
    expect(advice.verdict).toBe('doNotAssist');
    expect(advice.ranking.filter(({ isBest }) => isBest).map(({ design }) => design)).toEqual([
      'xen',
    ]);
    expect(
      adviceFor({ results: results.slice(0, 2), workload, source: 'log', confidence: '' }),
    ).toBeUndefined();
  });

  test('the worst moment is the longest collection, and never better than what was measured', () => {
    const xen = run('xen', { downtimeSeconds: 8, bytesSent: 8 * GB });
    const { worstMoment } = advise([xen, run('hardened', { downtimeSeconds: 0.4, bytesSent: GB })]);
    expect(worstMoment.uptimeSeconds).toBe(22);
    expect(worstMoment.downtimeSeconds).toBeGreaterThan(4);
    const slow = advise([xen, run('hardened', { downtimeSeconds: 7, bytesSent: GB })]);
    expect(slow.worstMoment.downtimeSeconds).toBeGreaterThanOrEqual(7);
  });
});

describe('the range', () => {
  const cases = plannedCases({ log, options: {}, linkBytesPerSecond: 1.25e8 });

  test('goes from an idle Old to all of it, over the log, and over links', () => {
    const rates = cases.filter(({ varies }) => varies === 'oldWrites');
    expect(rates[0]!.workload.oldWrites[0]).toEqual({ pages: 1, perSecond: 1 });
    expect(rates.at(-1)!.workload.oldWrites[0]!.pages).toBe(rates[0]!.workload.initial.oldTop);
    const starts = cases.filter(({ varies }) => varies === 'start');
    expect(starts).toHaveLength(6);
    expect(
      new Set(starts.map(({ workload: each }) => each.collections[0]!.uptimeSeconds)).size,
    ).toBe(6);
    const links = cases.filter(({ varies }) => varies === 'link');
    expect(links.map(({ linkBytesPerSecond }) => linkBytesPerSecond)).toEqual([1.25e9, 3.125e9]);
  });

  test('names the break-even', () => {
    const measured = [0, 100, 200].map((value) => ({
      varies: 'oldWrites' as const,
      value,
      text: '',
      unassistedSeconds: 1,
      assistedSeconds: 0.5 + value / 200,
    }));
    const base = {
      oldWritesPerSecond: 0,
      linkBytesPerSecond: 1.25e8,
      unassistedSeconds: 1,
      assistedSeconds: 0.5,
    };
    const [sentence] = breakEvenOf([measured[0]!, { ...measured[1]!, assistedSeconds: 1.5 }], base);
    // 0.5 less at 0, 0.5 more at 100: equal in the middle.
    expect(sentence).toContain('it turns at about 50 page writes a second');
    expect(sentence).toContain('shorter in 1 of 2, longer in 1');
    expect(breakEvenOf([measured[0]!], base)[0]).not.toContain('it turns');
    const faster = { ...measured[0]!, varies: 'link' as const, value: 1.25e9, assistedSeconds: 2 };
    expect(breakEvenOf([faster], base)[0]).toContain('it turns between 1 and 10 Gbit/s');
  });

  test('more time is not "less" by a negative share, and no sweep is promised of a model', () => {
    const xen = { ...run('xen', { downtimeSeconds: 0.2, bytesSent: 2e9 }), seconds: 1 };
    const hardened = { ...run('hardened', { downtimeSeconds: 0.4, bytesSent: 1e9 }), seconds: 3 };
    const results = [xen, hardened];
    const { reasons } = adviceFor({ results, workload, source: 'model', confidence: '' })!;
    expect(reasons).toContain('50 % less traffic, 200 % more time');
    expect(reasons.join()).not.toContain('--sweep');
  });

  test('says in how many further cases the answer is the same', () => {
    const results = [
      run('xen', { downtimeSeconds: 8, bytesSent: 8e9 }),
      run('hardened', { downtimeSeconds: 0.4, bytesSent: 1e9 }),
    ];
    const further = [0.1, 2, 0.98].map((assistedSeconds) => ({
      varies: 'start' as const,
      value: 0,
      text: '',
      unassistedSeconds: 1,
      assistedSeconds,
    }));
    const range = { unassisted: 'xen', assisted: 'hardened', cases: further, breakEven: [] };
    const { reasons } = adviceFor({ results, workload, source: 'log', confidence: '', range })!;
    // The last is no difference: under 5 %.
    expect(reasons[1]).toBe('the same holds in 1 of 3 further cases');
  });
});
