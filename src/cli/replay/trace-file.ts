import { join } from 'node:path';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import type { Trace } from '../../subject/trace.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Tool } from '../../report/results.ts';
import { readJson } from '../../input/read-json.ts';
import { writeWhole } from '../files/files.ts';
import { departure } from '../files/schema.ts';
import { slugs } from '../terminal/text.ts';

/** A counterexample in a file: all that is needed to run it again. */
export interface TraceFile {
  readonly schema: 'skipover-trace/1';
  readonly tool: Tool;
  readonly modelHash: string;
  readonly scenario: CheckEntry['scenario'];
  readonly bounds: CheckEntry['bounds'];
  readonly trace: Trace;
}

/** Writes every counterexample of an entry into `folder`; returns the files. */
export function writeTraces(
  folder: string,
  { scenario, bounds, properties }: Pick<CheckEntry, 'scenario' | 'bounds' | 'properties'>,
  from: { readonly tool: Tool; readonly modelHash: string },
): string[] {
  return properties.flatMap(({ trace }) => {
    if (trace === undefined) return [];
    const hazards = scenario.hazards.length === 0 ? 'no-hazard' : scenario.hazards.join('-');
    const name = [scenario.design, scenario.scope, hazards, trace.property, trace.failureClass];
    const file = join(folder, `${slugs(name)}.json`);
    const content: TraceFile = { schema: 'skipover-trace/1', ...from, scenario, bounds, trace };
    writeWhole(file, `${JSON.stringify(content, undefined, 1)}\n`);
    return [file];
  });
}

/** Throws `InputError('data')` where the file is missing, cut, or not a trace of this program. */
export function readTraceFile(file: string): TraceFile {
  const content = readJson(file);
  const wrong = departure('trace', content);
  if (wrong !== undefined)
    throw new InputError('data', `${file}: not a trace of skipover: ${wrong}`);
  return content as TraceFile;
}
