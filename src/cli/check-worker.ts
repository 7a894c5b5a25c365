import type { MessagePort } from 'node:worker_threads';
import type { CheckEntry } from '../analysis/check-entry.ts';
import { entryFor } from '../analysis/entry.ts';
import type { CheckProgress } from '../checking/check.ts';
import type { Scenario } from '../migration/scenario.ts';

/** One cell, as it is given to a worker. */
export interface CheckTask {
  readonly scenario: Scenario;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  /** Receives `CheckProgress`. */
  readonly port: MessagePort;
}

/** Checks one cell in a worker thread. */
export default function checkTask({
  scenario,
  maxStates,
  maxSeconds,
  port,
}: CheckTask): CheckEntry {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const entry = entryFor(scenario, {
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxSeconds === undefined
      ? {}
      : { stop: () => (elapsed() > maxSeconds ? 'maxSeconds' : undefined) }),
    onProgress: (progress: CheckProgress) => port.postMessage(progress),
  });
  port.close();
  return { ...entry, seconds: Number(elapsed().toFixed(3)) };
}
