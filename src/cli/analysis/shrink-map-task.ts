import { shrinkMapOf } from '../../analysis/shrink-map/shrink-scenario.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { ShrinkMapResult } from '../../report/shrink-results.ts';

/** One design, as it is given to a worker. */
export interface ShrinkMapTask {
  readonly scenario: Scenario;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
}

/** Maps one design in a worker thread. */
export function shrinkMapTask(task: ShrinkMapTask): ShrinkMapResult {
  const { scenario, maxStates, maxSeconds = Infinity } = task;
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const map = shrinkMapOf(scenario, {
    ...(maxStates === undefined ? {} : { maxStates }),
    stop: () => (elapsed() > maxSeconds ? 'maxSeconds' : undefined),
  });
  return { ...map, seconds: Number(elapsed().toFixed(3)) };
}
