import { describe, expect, it } from 'vitest';
import { designs, type Design, type DesignName } from '../../models/design.ts';
import { readGcLogFiles } from './gc-log/read-files.ts';
import type { MigrationMetrics } from './metrics.ts';
import { workloadOfModel, type JvmModel } from './model-workload.ts';
import { paperParameters, presetModel, valuesOf } from './paper/parameters.ts';
import { simulate } from './simulate.ts';
import { workloadFromGcLog } from './workload-from-log.ts';

const MiB = 2 ** 20;
const recording = new URL('./recordings/derby-parallel.gc.log.gz', import.meta.url).pathname;
const workload = workloadFromGcLog(await readGcLogFiles([recording]));
const migrated = new Map<DesignName, MigrationMetrics>();

function migrate(designName: DesignName): MigrationMetrics {
  const known = migrated.get(designName);
  if (known !== undefined) return known;
  const metrics = simulate({ designName, design: designs[designName], workload });
  migrated.set(designName, metrics);
  return metrics;
}

describe('a 2 GiB VM that runs Derby as recorded', () => {
  it.each(['xen', 'hardened'] as const)('arrives complete under %s', (design) => {
    const { lost, violations } = migrate(design);
    expect(lost.count).toBe(0);
    expect(violations).toEqual([]);
  });

  it('loses the last page of survivors under published: its range is rounded inward', () => {
    const { lost, violations } = migrate('published');
    expect(lost).toMatchObject({ count: 1, first: [{ need: 'from', transferBit: 0 }] });
    expect(violations.map(({ property }) => property)).toEqual(['S2']);
  });

  it('stops by the traffic test under Xen, after a budget kept but for one iteration and the last', () => {
    const { stoppedBy, framesSent, iterations } = migrate('xen');
    expect(stoppedBy).toBe('traffic');
    const frames = 2 ** 31 / 4096;
    const last = iterations.slice(-2).reduce((sum, iteration) => sum + iteration.framesSent, 0);
    expect(framesSent - last).toBeLessThanOrEqual(3 * frames);
    expect(framesSent).toBeGreaterThan(3 * frames);
  });

  it.each(['xen', 'published', 'hardened'] as const)('the books of %s balance', (design) => {
    const { iterations, framesSent, downtime, downtimeSeconds, seconds, lost } = migrate(design);
    expect(iterations.map(({ number }) => number)).toEqual(iterations.map((_, index) => index + 1));
    const sent = iterations.reduce((sum, iteration) => sum + iteration.framesSent, 0);
    expect(sent).toBe(framesSent);
    const first = iterations[0]!;
    expect(first.framesSent + first.framesSkipped + first.framesPassedOver).toBe(2 ** 19);
    for (const part of Object.values(downtime)) expect(part).toBeGreaterThanOrEqual(0);
    expect(downtimeSeconds).toBeLessThan(seconds);
    expect(lost.first.length).toBeLessThanOrEqual(lost.count);
  });

  it('is the same twice', () => {
    const again = simulate({ designName: 'hardened', design: designs.hardened, workload });
    expect(again).toEqual(migrate('hardened'));
  });
});

describe('a small VM, its steps taken one by one and several at once', () => {
  const crypto = presetModel('crypto', valuesOf(paperParameters));
  const model: JvmModel = {
    ...crypto,
    youngBytes: 24 * MiB,
    oldBytes: 8 * MiB,
    periodSeconds: 0.3,
  };
  const others = { ...crypto.others, frames: 4096 };
  const vmBytes = 64 * MiB;
  const small = workloadOfModel({ ...model, pauseSeconds: 0.1, others }, vmBytes / 4096, {
    seed: 2,
  });
  it.each<[string, Design]>([
    ['xen', designs.xen],
    ['published', designs.published],
    ['hardened', designs.hardened],
    ['hardened, bits read per batch', { ...designs.hardened, transferBitRead: 'perBatch' }],
    ['hardened, two bits a frame', { ...designs.hardened, transferMap: 'twoBits' }],
    ['hardened, iterating until ready', { ...designs.hardened, whilePreparing: 'keepIterating' }],
    ['xen, its frames following it', { ...designs.xen, switchover: 'atOnce' }],
    ['hardened, the rest following', { ...designs.hardened, switchover: 'afterOneIteration' }],
  ])('comes to the same, to the last digit, under %s', (designName, design) => {
    const options = { designName, design, workload: small, vmBytes, seed: 3 };
    const metrics = simulate(options);
    expect(metrics.framesSent).toBeGreaterThan(2 ** 13);
    expect(simulate({ ...options, singly: true })).toEqual(metrics);
  });
});
