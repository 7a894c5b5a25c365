import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotations } from '../../report/machine/annotations.ts';
import { coverageSummary } from '../../report/machine/coverage-summary.ts';
import { jobSummary } from '../../report/machine/job-summary.ts';
import { junitXml } from '../../report/machine/junit.ts';
import { sarifLog } from '../../report/machine/sarif.ts';
import type { CheckResults } from '../../report/results.ts';
import { chartSources } from '../report/chart-sources.ts';
import { writeWhole } from '../files/files.ts';

/** Writes what other programs read of a check: JUnit, SARIF 2.1.0 and Istanbul's coverage summary. On
 * GitHub also the annotations and the job summary. Of this run only: an old one turns nothing red. */
export function writeMachineFiles(folder: string, results: CheckResults, exitCode: number): void {
  const sources = chartSources();
  const write = (name: string, content: string): void => writeWhole(join(folder, name), content);
  write('junit.xml', junitXml([results], []));
  write('results.sarif', JSON.stringify(sarifLog([results], { sources, exitCode })));
  write('coverage-summary.json', JSON.stringify(coverageSummary([results]), undefined, 1));
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') appendFileSync(summary, jobSummary([results], []));
  if (process.env['GITHUB_ACTIONS'] !== 'true') return;
  for (const line of annotations([results], sources)) console.log(line);
}
