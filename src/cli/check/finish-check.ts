import { join } from 'node:path';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import type { CheckResults } from '../../report/results.ts';
import { identityOfProgram } from '../campaign/identity.ts';
import { worst } from '../exit-codes.ts';
import { writeWhole } from '../files/files.ts';
import { interruptedCode } from '../interruption.ts';
import { writeTraces } from '../replay/trace-file.ts';
import { resultName, type CheckArguments, type Task } from './check-tasks.ts';
import { checkView } from './check-view.ts';
import { compared, countsLine } from './expectation.ts';
import { runChecks } from './run-checks.ts';

/** Checks the cells in this process. */
export function runTasks(given: CheckArguments, tasks: readonly Task[]): Promise<CheckEntry[]> {
  const { tool, modelHash } = identityOfProgram();
  return runChecks(tasks, { search: given, checkpointKey: `${tool.version} ${modelHash}` });
}

/** The cells of a run, wherever they were checked, in the order of the tasks. */
export interface Checked {
  readonly tasks: readonly Task[];
  readonly checked: readonly CheckEntry[];
  readonly startedAt: string;
}

/** Writes and prints what was found. Returns the exit code. */
export async function finishCheck(
  given: CheckArguments,
  { tasks, checked, startedAt }: Checked,
): Promise<number> {
  const { tool, modelHash } = identityOfProgram();
  const cells = compared(checked, tasks, given);
  const entries = cells.map(({ entry }) => entry);
  const results: CheckResults = {
    schema: 'skipover-check/1',
    tool,
    startedAt,
    modelHash,
    results: entries,
  };
  const text = `${JSON.stringify(results, undefined, 1)}\n`;
  writeWhole(join(given.out, 'results', `${resultName(given)}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  const files = entries.flatMap((entry) => {
    const written = writeTraces(join(given.out, 'traces'), entry, { tool, modelHash });
    const rows = entry.properties.filter(({ trace }) => trace !== undefined);
    return rows.map((row, index) => ({ row, file: written[index]! }));
  });
  const code = worst(cells.map((cell) => cell.code));
  const { writeMachineFiles } = await import('./machine-files.ts');
  writeMachineFiles(given.out, results, code);
  const { writePage } = await import('../report/page-file.ts');
  const page = await writePage(given.out, { since: given.since ?? startedAt });
  console.log(checkView(entries, { files, page, tokens: given.tokens === true }));
  const line = countsLine(cells, tasks, given.expect);
  if (line !== undefined) console.error(`skipover: ${line}`);
  if (entries.some(({ ended }) => ended?.reason === 'interrupted')) {
    console.error(`skipover: interrupted: go on with --resume ${given.checkpoint}`);
    return interruptedCode();
  }
  return code;
}
