import type { System } from '../../system/system.ts';
import type { ReportOptions, WrittenReport } from './report-of-systems.ts';

export type { ReportOptions, WrittenReport };

/**
 * Checks systems as {@link check} does, liveness goals included, and writes what `skipover check FILE` writes: the
 * page `index.html`, `report.json`, `junit.xml`, `results.sarif`, and a file for each counterexample in `traces/`.
 * Throws `InputError` if the folder cannot be written.
 *
 * @example
 * ```ts
 * import { writeReport } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const { page, results } = await writeReport([twoWorkers], { file: 'two-workers.ts', folder: 'reports/lock' });
 * console.log(page, results[0]!.verdict); // reports/lock/index.html violated
 * ```
 */
export async function writeReport(
  systems: readonly System[],
  options: ReportOptions,
): Promise<WrittenReport> {
  // The page brings the layout of charts and schemas along: only who writes a report loads them.
  const { reportOf } = await import('./report-of-systems.ts');
  return reportOf(systems, options);
}
