import type { System } from '../system/system.ts';
import { readEntry, type LogEntry } from './log-entry.ts';
import { LogJudge, type JudgeOptions, type JudgeResult } from './log-judge.ts';

/** How a log is read: what a line says, or `undefined` for a line that says nothing. */
export interface LogReading extends JudgeOptions {
  /** Default: {@link readEntry}. Throws `InputError('data')` for a damaged line. */
  readonly read?: (line: string, number: number) => LogEntry | undefined;
}

/**
 * Whether a system has a run that explains a log. Steps of the log are matched by name, states by what they
 * show; `silent` steps may happen between any two lines. Throws `InputError('data')`, with the number of the
 * line, if a line is damaged or names what the model does not have.
 */
export function judgeLog(
  system: System,
  lines: Iterable<string>,
  { read = readEntry, ...options }: LogReading = {},
): JudgeResult {
  const judge = new LogJudge(system, options);
  let number = 0;
  for (const line of lines) {
    number++;
    const entry = read(line, number);
    if (entry !== undefined) judge.push(entry, number);
    if (judge.isDecided) break;
  }
  return judge.end();
}

/** The same for lines that come one by one. It ends at the first line that diverges. */
export async function judgeStream(
  system: System,
  lines: AsyncIterable<string>,
  { read = readEntry, ...options }: LogReading = {},
): Promise<JudgeResult> {
  const judge = new LogJudge(system, options);
  let number = 0;
  for await (const line of lines) {
    number++;
    const entry = read(line, number);
    if (entry !== undefined) judge.push(entry, number);
    if (judge.isDecided) break;
  }
  return judge.end();
}
