import {
  expectedKinds,
  fuzzBatch,
  minimizeFailure,
  type BatchFailure,
  type FuzzBatch,
  type FuzzBatchTask,
  type FuzzPlan,
  type SmallFailure,
} from '../../analysis/fuzzing/fuzz-batch.ts';
import type { Configuration } from '../../analysis/fuzzing/configurations.ts';

/** One piece of a fuzzing, as it is given to a worker. */
export type FuzzTask =
  | { readonly kind: 'batch'; readonly task: FuzzBatchTask; readonly secondsMax?: number }
  | { readonly kind: 'expected'; readonly plan: FuzzPlan }
  | {
      readonly kind: 'minimize';
      readonly plan: FuzzPlan;
      readonly configuration: Configuration;
      readonly failure: BatchFailure;
    };

/** Does one piece of a fuzzing in a worker thread. */
export function fuzzTask(given: FuzzTask): FuzzBatch | string[] | SmallFailure {
  switch (given.kind) {
    case 'batch': {
      const start = performance.now();
      const { secondsMax = Infinity } = given;
      const isOver = (): boolean => performance.now() - start > secondsMax * 1000;
      return fuzzBatch(given.task, () => (isOver() ? 'maxSeconds' : undefined));
    }
    case 'expected':
      return expectedKinds(given.plan);
    case 'minimize':
      return minimizeFailure(given.plan.design, given.configuration, given.failure);
  }
}
