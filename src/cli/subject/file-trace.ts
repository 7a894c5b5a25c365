import { join } from 'node:path';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import type { Tool } from '../../report/results.ts';
import type { Trace } from '../../subject/trace.ts';
import { writeWhole } from '../files/files.ts';
import { slugs } from '../terminal/text.ts';

/** A counterexample of a file's system, in a file: all that is needed to run it again. */
export interface FileTrace {
  readonly schema: 'skipover-file-trace/1';
  readonly tool: Tool;
  readonly modelHash: string;
  /** The file that exports the system, and its name there. */
  readonly file: string;
  readonly system: string;
  readonly trace: Trace;
}

/** Writes every counterexample of an entry into `folder`; returns the files. */
export function writeFileTraces(
  folder: string,
  { scenario, properties }: Pick<CheckEntry, 'scenario' | 'properties'>,
  from: { readonly tool: Tool; readonly modelHash: string },
): string[] {
  return properties.flatMap(({ trace }) => {
    if (trace === undefined) return [];
    const { file = '', design: system } = scenario;
    const name = slugs([system, trace.property, trace.failureClass]);
    const path = join(folder, `${name}.json`);
    const content: FileTrace = { schema: 'skipover-file-trace/1', ...from, file, system, trace };
    writeWhole(path, `${JSON.stringify(content, undefined, 1)}\n`);
    return [path];
  });
}
