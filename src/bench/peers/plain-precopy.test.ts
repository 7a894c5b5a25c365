import { expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { workloadOfModel } from '../../timing/model-workload.ts';
import {
  paperCosts,
  paperParameters,
  presetModel,
  valuesOf,
} from '../../timing/paper/parameters.ts';
import { simulate } from '../../timing/simulate.ts';
import { migratePlainly } from './plain-precopy.ts';

// A yardstick for speed has to do the same work, or the ratio says nothing.
test('the plain loop sends what the clock sends, within 5 %, in as many iterations, within 1', () => {
  const values = valuesOf(paperParameters);
  const derby = presetModel('derby', values);
  const model = {
    ...derby,
    youngBytes: derby.youngBytes / 8,
    oldBytes: derby.oldBytes / 8,
    periodSeconds: derby.periodSeconds / 8,
    pauseSeconds: derby.pauseSeconds / 8,
    others: { ...derby.others, frames: derby.others.frames / 8 },
  };
  const frames = 2 ** 16;
  const costs = paperCosts(values);
  const workload = workloadOfModel(model, frames, { seed: 1 });
  const vmBytes = frames * 4096;
  const clocked = simulate({ designName: 'xen', design: designs.xen, workload, vmBytes, costs });
  const plain = migratePlainly(model, frames, costs);
  expect(plain.framesSent / clocked.framesSent).toBeGreaterThan(0.95);
  expect(plain.framesSent / clocked.framesSent).toBeLessThan(1.05);
  expect(plain.seconds / clocked.seconds).toBeGreaterThan(0.95);
  expect(plain.seconds / clocked.seconds).toBeLessThan(1.05);
  expect(Math.abs(plain.iterations - clocked.iterations.length)).toBeLessThanOrEqual(1);
});
