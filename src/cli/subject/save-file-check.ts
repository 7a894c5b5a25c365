import { join } from 'node:path';
import type { CheckResults } from '../../report/results.ts';
import { writeMachineFiles } from '../check/machine-files.ts';
import { exitCodeOfEntry, worst } from '../exit-codes.ts';
import { writeWhole } from '../files/files.ts';
import { writePage } from '../report/page-file.ts';
import { slug } from '../terminal/text.ts';
import { writeFileTraces } from './file-trace.ts';

/** Where a check of a file's systems was saved, and its exit code. */
export interface SavedFileCheck {
  /** One file for each counterexample. */
  readonly traces: readonly string[];
  readonly page: string;
  readonly code: number;
}

interface FileCheck {
  readonly file: string;
  /** Exit codes of systems of the file that could not be checked. */
  readonly refusedCodes?: readonly number[];
}

/** Writes into `out` what a check of `file` leaves: result, traces, JUnit, SARIF, coverage and the page. */
export async function saveFileCheck(
  out: string,
  results: CheckResults,
  { file, refusedCodes = [] }: FileCheck,
): Promise<SavedFileCheck> {
  const text = `${JSON.stringify(results, undefined, 1)}\n`;
  writeWhole(join(out, 'results', `${slug(`check-${file}`)}.json`), text);
  const { tool, modelHash, startedAt } = results;
  const traces = results.results.flatMap((entry) =>
    writeFileTraces(join(out, 'traces'), entry, { tool, modelHash }),
  );
  const code = worst([...results.results.map(exitCodeOfEntry), ...refusedCodes]);
  writeMachineFiles(out, results, code);
  const page = await writePage(out, { since: startedAt, own: file });
  return { traces, page, code };
}
