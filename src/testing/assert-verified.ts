import { check, type CheckOptions } from '../checking/check.ts';
import type { CheckResult } from '../checking/verdict.ts';
import type { System } from '../system/system.ts';
import { shortfalls } from './shortfall.ts';

/** What {@link assertVerified} throws. The message has every property that is not verified, with its shortest runs. */
export class NotVerifiedError extends Error {
  override readonly name = 'NotVerifiedError';
  readonly result: CheckResult;

  constructor(message: string, result: CheckResult) {
    super(message);
    this.result = result;
  }
}

/**
 * Checks `system` as {@link check} does, liveness goals included, for any test runner and for scripts. Returns the
 * result if every property is verified. Throws {@link NotVerifiedError} otherwise: a search that a limit ended and a
 * property that was never exercised do not pass.
 *
 * @example
 * ```ts
 * import { assertVerified } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * try {
 *   assertVerified(twoWorkers, { maxStates: 1000 });
 * } catch (error) {
 *   console.log(String(error)); // NotVerifiedError: two workers, one lock: ...
 * }
 * ```
 */
export function assertVerified(system: System, options: CheckOptions = {}): CheckResult {
  const result = check(system, options);
  if (result.verdict === 'verified') return result;
  const reasons = shortfalls(system, result);
  throw new NotVerifiedError(
    [`${system.name}: ${result.verdict}`, ...reasons].join('\n\n'),
    result,
  );
}
