import { describe, expect, it, test } from 'vitest';
import { comparatorNames, comparators, type Comparator } from '../../../models/comparators.ts';
import { designs, type DesignName } from '../../../models/design.ts';
import { defaultCosts, type Costs } from '../costs.ts';
import type { MigrationMetrics } from '../metrics.ts';
import { workloadOfModel, type JvmModel } from '../model-workload.ts';
import { paperParameters, presetModel, valuesOf } from '../paper/parameters.ts';
import { simulate } from '../simulate.ts';

const MiB = 2 ** 20;
const vmBytes = 128 * MiB;
const crypto = presetModel('crypto', valuesOf(paperParameters));
const model: JvmModel = {
  ...crypto,
  youngBytes: 32 * MiB,
  oldBytes: 16 * MiB,
  periodSeconds: 0.4,
  pauseSeconds: 0.05,
  survivorBytes: MiB,
  oldWrites: [{ pages: 2000, perSecond: 2000 }],
  others: { ...crypto.others, frames: 8192 },
};
const workload = workloadOfModel(model, vmBytes / 4096, { seed: 1 });

function migrate(
  designName: DesignName,
  comparator?: Comparator,
  costs: Costs = defaultCosts,
): MigrationMetrics {
  const design = { ...designs[designName], ...comparator?.switches };
  return simulate({ designName, design, workload, vmBytes, comparator, costs });
}

const plain = migrate('xen');
const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
const firstSent = ({ iterations }: MigrationMetrics): number => iterations[0]!.framesSent;

describe('a small VM', () => {
  it.each(comparatorNames)('arrives complete with %s, under xen and hardened', (name) => {
    for (const design of ['xen', 'hardened'] as const) {
      const { lost, violations } = migrate(design, comparators[name]);
      expect([design, lost.count, violations]).toEqual([design, 0, []]);
    }
  });
});

describe('what a comparator is for', () => {
  test('freePages: what is free is not sent, and as much less the more is given back before', () => {
    const sent = (name: 'freePages' | 'pageCache' | 'balloon'): number =>
      firstSent(migrate('xen', comparators[name]));
    expect(sent('freePages')).toBeLessThan(firstSent(plain));
    // Half of 8,192 frames of others; three quarters of what Eden has.
    expect(sent('freePages') - sent('pageCache')).toBeGreaterThan(3900);
    expect(sent('freePages') - sent('balloon')).toBeGreaterThan(3000);
  });

  test('deferHotPages: less traffic, a longer last iteration', () => {
    const put = migrate('xen', comparators.deferHotPages);
    expect(put.framesSent).toBeLessThan(plain.framesSent);
    expect(put.iterations.at(-1)!.framesSent).toBeGreaterThanOrEqual(
      plain.iterations.at(-1)!.framesSent,
    );
  });

  test('throttle: less is allocated in a second, by a fifth at least once it is slowed', () => {
    const costs = { ...defaultCosts, linkBytesPerSecond: 25e6 };
    const slowed = migrate('xen', comparators.throttle, costs).application.allocatedBytes;
    const { allocatedBytes } = migrate('xen', undefined, costs).application;
    const seconds = Math.min(slowed.length, allocatedBytes.length);
    expect(seconds).toBeGreaterThan(12);
    expect(sum(slowed.slice(9, seconds))).toBeLessThan(0.8 * sum(allocatedBytes.slice(9, seconds)));
  });

  describe('postCopy', () => {
    const { postCopy, hybrid } = comparators;
    const moved = migrate('xen', postCopy);
    const slow = { ...defaultCosts, faultSeconds: 10 * defaultCosts.faultSeconds };

    test('each frame is sent once, the pause is that of CPU state and devices', () => {
      expect(moved.framesSent).toBe(vmBytes / 4096);
      expect(moved.downtimeSeconds).toBeLessThan(0.18);
      expect(moved.seconds).toBeLessThan(0.6 * plain.seconds);
      expect(moved.stoppedBy).toBe('switchover');
      const { seconds } = moved.following!;
      expect(moved.downtimeSeconds + seconds).toBeLessThanOrEqual(moved.seconds);
      expect(seconds).toBeGreaterThanOrEqual((vmBytes / 4096) * (4325 / 125e6));
    });

    test('until then the application gets less done, and not more than time allows', () => {
      const { following, application, seconds } = moved;
      const complete = Math.floor(seconds);
      const done = (of: MigrationMetrics): number =>
        sum(of.application.allocatedBytes.slice(0, complete));
      expect(following!.faults).toBeGreaterThan(500);
      expect(done(moved)).toBeLessThan(0.8 * done(plain));
      for (const share of application.runningShare) expect(share).toBeLessThanOrEqual(1);
      expect(following!.stalledSeconds).toBeGreaterThan(0.05 * following!.seconds);
    });

    test('what a fault takes is waited for', () => {
      const waited = migrate('xen', postCopy, slow).following!;
      expect(waited.stalledSeconds).toBeGreaterThan(1.1 * moved.following!.stalledSeconds);
    });

    test('assisted, less follows, and the application waits less', () => {
      const { following, framesSent } = migrate('hardened', postCopy);
      expect(framesSent).toBeLessThan(0.9 * moved.framesSent);
      expect(following!.stalledSeconds).toBeLessThan(0.5 * moved.following!.stalledSeconds);
    });

    test('but skipped frames that the source refuses stop it to the end', () => {
      const refused: Comparator = {
        ...postCopy,
        switches: { ...postCopy.switches, skippedAtDestination: 'absent' },
      };
      const answered: Comparator = {
        ...refused,
        switches: { ...refused.switches, resendPolicy: 'always' },
      };
      const { following, lost } = migrate('hardened', refused);
      expect(following!.stalledSeconds).toBeGreaterThan(0.9 * following!.seconds);
      expect(lost.count).toBe(0);
      expect(migrate('hardened', answered).following!.faults).toBeGreaterThan(
        10 * following!.faults,
      );
    });

    test('hybrid: only what got dirty meanwhile follows', () => {
      const { iterations, following } = migrate('xen', hybrid);
      expect(iterations).toHaveLength(2);
      expect(iterations[1]!.framesSent).toBeLessThan(0.8 * moved.framesSent);
      expect(following!.seconds).toBeLessThan(0.8 * moved.following!.seconds);
    });
  });

  test.each([
    ['compress', 'xen'],
    ['compressHeap', 'hardened'],
    ['delta', 'xen'],
  ] as const)('%s: fewer bytes a frame', (name, design) => {
    const smaller = migrate(design, comparators[name]);
    const complete = migrate(design);
    const perFrame = smaller.bytesSent / smaller.framesSent;
    expect(perFrame).toBeLessThan(0.9 * (complete.bytesSent / complete.framesSent));
    expect(smaller.daemonCpuSeconds / smaller.framesSent).toBeGreaterThan(
      complete.daemonCpuSeconds / complete.framesSent,
    );
  });

  test('compressHeap: two bits a frame are twice the map, and nobody writes them under xen', () => {
    const map = (comparator?: Comparator): number =>
      migrate('hardened', comparator).memory.transferBitmapBytes;
    expect(map(comparators.compressHeap)).toBe(2 * map());
    const { switches, ...unassisted } = migrate('xen', comparators.compressHeap);
    expect(switches['transferMap']).toBe('twoBits');
    expect({ ...unassisted, switches: plain.switches }).toEqual(plain);
  });

  test('delta: each frame is sent in full once, and then its difference', () => {
    const { framesSent, bytesSent, iterations } = migrate('xen', comparators.delta);
    const complete = plain.bytesSent / plain.framesSent;
    const differences = (complete * framesSent - bytesSent) / (4096 - Math.round(0.3 * 4096));
    expect(differences).toBe(Math.round(differences));
    const distinct = framesSent - differences;
    expect(distinct).toBeLessThanOrEqual(vmBytes / 4096);
    expect(distinct).toBeGreaterThanOrEqual(iterations[0]!.framesSent);
  });
});
