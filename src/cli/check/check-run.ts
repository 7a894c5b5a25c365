import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import type { CheckResults } from '../../report/results.ts';
import { type Ended, runHere } from '../program-run.ts';

// Runs of `skipover check`, for tests.

export interface CheckRun extends Ended {
  readonly out: string;
}

/** Checks in `folder`, with a new folder in it for what the run writes. */
export function checkIn(folder: string, ...args: string[]): Promise<CheckRun> {
  return checkInto(mkdtempSync(join(folder, 'out-')), ...args);
}

/** The same with a folder that is there. */
export async function checkInto(out: string, ...args: string[]): Promise<CheckRun> {
  return { ...(await runHere(join(out, '..'), ['check', '--out', out, ...args])), out };
}

/** The schemas of traces and of checks. */
export const schemas = new Ajv2020({ allErrors: true, strictTypes: true });
for (const name of ['trace', 'check']) {
  const file = new URL(`../../../schemas/${name}.schema.json`, import.meta.url);
  schemas.addSchema(JSON.parse(readFileSync(file, 'utf8')) as Schema);
}

/** Where a file departs from its schema. */
export function errorsIn(kind: 'check' | 'trace', content: unknown): string[] {
  const validate = schemas.getSchema(`urn:skipover:${kind}:1`)!;
  if (validate(content) === true) return [];
  return validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The one file that a run left in `results/`. Throws where it is not what the schema says. */
export function resultsOf({ out }: CheckRun): CheckResults {
  const names = readdirSync(join(out, 'results'));
  if (names.length !== 1) throw new Error(`one file was expected: ${names.join(', ')}`);
  const content: unknown = JSON.parse(readFileSync(join(out, 'results', names[0]!), 'utf8'));
  const errors = errorsIn('check', content);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return content as CheckResults;
}

/** Ids of the properties that a run found violated. */
export function violatedIn(run: CheckRun): string[] {
  const rows = resultsOf(run).results.flatMap(({ properties }) => properties);
  return [...new Set(rows.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id))];
}

/** What a check leaves in its folder. */
export const written: readonly string[] = [
  'coverage-summary.json',
  'index.html',
  'junit.xml',
  'report.json',
  'results',
  'results.sarif',
  'traces',
];
