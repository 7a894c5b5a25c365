import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CheckEntry } from '../analysis/check-entry.ts';
import { InputError } from '../foundation/input-error.ts';
import type { Tool } from '../report/results.ts';
import { writeWhole } from './files.ts';
import { slug } from './text.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const traceFileSchema = v.object({
  schema: v.literal('skipover-trace/1'),
  tool: v.object({ name: v.literal('skipover'), version: v.string() }),
  modelHash: v.string(),
  scenario: v.object({
    design: v.string(),
    switches: v.record(v.string(), v.string()),
    hazards: v.array(v.string()),
    scope: v.string(),
  }),
  bounds: v.record(v.string(), whole),
  trace: v.object({
    property: v.string(),
    bugClass: v.string(),
    violation: v.string(),
    steps: v.pipe(
      v.array(
        v.object({
          process: v.string(),
          step: v.string(),
          choice: whole,
          detail: v.string(),
          from: v.string(),
          to: v.string(),
          changes: v.array(v.object({ field: v.string(), index: whole, from: whole, to: whole })),
        }),
      ),
      v.minLength(1),
    ),
  }),
});

/** A counterexample in a file: all that is needed to run it again. */
export type TraceFile = v.InferOutput<typeof traceFileSchema>;

/** Writes every counterexample of an entry into `folder`; returns the files. */
export function writeTraces(
  folder: string,
  { scenario, bounds, properties }: CheckEntry,
  from: { readonly tool: Tool; readonly modelHash: string },
): string[] {
  return properties.flatMap(({ trace }) => {
    if (trace === undefined) return [];
    const hazards = scenario.hazards.length === 0 ? 'ordinary-life' : scenario.hazards.join('-');
    const name = [scenario.design, scenario.scope, hazards, trace.property, trace.bugClass];
    const file = join(folder, `${name.map(slug).join('.')}.json`);
    const content = { schema: 'skipover-trace/1', ...from, scenario, bounds, trace };
    writeWhole(file, `${JSON.stringify(content, undefined, 1)}\n`);
    return [file];
  });
}

/** Throws `InputError('data')` where the file is missing, cut, or not a trace of this program. */
export function readTraceFile(file: string): TraceFile {
  if (!existsSync(file)) throw new InputError('data', `${file}: no such file`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : '';
    throw new InputError('data', `${file}: not a whole JSON file (${reason})`);
  }
  const parsed = v.safeParse(traceFileSchema, content);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? 'the top';
  throw new InputError('data', `${file}: not a trace of skipover: at ${place}: ${issue.message}`);
}
