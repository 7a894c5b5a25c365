import { describe, expect, test } from 'vitest';
import { check, type CheckOptions } from '../checking/check.ts';
import type { FairGroup } from '../checking/liveness/fairness.ts';
import { checkLiveness, type LivenessResult } from '../checking/liveness/liveness.ts';
import type { CheckResult, PropertyResult } from '../checking/verdict.ts';
import { requireOptions, type OptionKinds } from '../foundation/options.ts';
import type { System } from '../system/system.ts';
import { deadline } from './deadline.ts';
import { checkedIn, shortfall } from './shortfall.ts';
import { requireSuite } from './suite-arguments.ts';

/** A suite with one test per property of the system, and one for deadlock; see {@link checkSystem}. */
export interface CheckTestOptions extends Pick<
  CheckOptions,
  'maxStates' | 'maxDepth' | 'maxBytes'
> {
  /** Ends the search at the end of the level in which it has taken so long: then no property is verified. Default
   * 60. The time that the test runner gives a test does not count: nothing interrupts a search. */
  readonly maxSeconds?: number;
  /** Of liveness goals. Default: every process weakly fair in what counts as progress. */
  readonly fairness?: readonly FairGroup[];
}

const optionKinds: OptionKinds<CheckTestOptions> = {
  maxStates: 'count',
  maxDepth: 'count',
  maxBytes: 'positive',
  maxSeconds: 'positive',
  fairness: 'list',
};
const secondsMax = 60;

/**
 * Declares a suite that checks `system` exhaustively, with a test for each property and liveness goal. A test passes
 * only where its property is verified: a search that a bound has ended fails, and so does a property
 * that no state exercised.
 */
export function checkSystem(name: string, system: System, options: CheckTestOptions = {}): void {
  requireSuite('checkSystem', name, system);
  requireOptions('checkSystem', options, optionKinds);
  const { maxSeconds = secondsMax, fairness, ...bounds } = options;
  let result: CheckResult | undefined;
  const resultOf = (id: string): PropertyResult => {
    result ??= check(system, { ...bounds, liveness: false, stop: deadline(maxSeconds) });
    return result.properties.find((property) => property.id === id)!;
  };
  let live: LivenessResult | undefined;
  const liveResultOf = (id: string): PropertyResult => {
    const stop = deadline(maxSeconds);
    const given = fairness === undefined ? {} : { fairness };
    live ??= checkLiveness(system, system.liveness, { ...bounds, ...given, stop });
    return live.properties.find((property) => property.id === id)!;
  };
  describe(name, () => {
    for (const { id, title } of checkedIn(system)) {
      // The search ends by itself: a time limit of the runner could only fail what has succeeded.
      test(title, { timeout: 0 }, () => {
        const property = resultOf(id);
        const reason = shortfall(system, { result: result!, property });
        if (reason !== undefined) expect.fail(reason);
      });
    }
    for (const { id, title } of system.liveness) {
      test(title, { timeout: 0 }, () => {
        const property = liveResultOf(id);
        const { states, ended } = live!;
        const scope = { states, depth: undefined, ...(ended === undefined ? {} : { ended }) };
        const reason = shortfall(system, { result: scope, property });
        if (reason !== undefined) expect.fail(reason);
      });
    }
  });
}
