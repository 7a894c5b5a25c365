import { join } from 'node:path';
import { mutants } from '../../../properties/mutants/all.ts';
import { scenarioOf } from '../../../properties/mutants/mutant.ts';
import type { MutantEntry } from '../../analysis/mutation/mutation.ts';
import { invariant } from '../../foundation/invariant.ts';
import type { MutantsResults } from '../../report/results.ts';
import { writeWhole } from '../files/files.ts';
import type { TraceFile } from '../replay/trace-file.ts';

/** Writes the counterexample that killed a mutant, where there is one; returns the file. */
export function writeMutantTrace(
  folder: string,
  { name, kill, tried }: MutantEntry,
  { tool, modelHash }: MutantsResults,
): string[] {
  if (kill?.trace === undefined) return [];
  const mutant = mutants.find((each) => each.name === name);
  const configuration = mutant?.configurations[tried.length - 1];
  invariant(mutant !== undefined && configuration !== undefined, `no mutant ${name}`);
  const { designName, design, hazards, scope } = scenarioOf(configuration, mutant);
  const { name: _name, title: _title, ...bounds } = scope;
  const content: TraceFile = {
    schema: 'skipover-trace/1',
    tool,
    modelHash,
    scenario: { design: designName, switches: design, hazards, scope: scope.name, mutant: name },
    bounds,
    trace: kill.trace,
  };
  const file = join(folder, `mutant.${name}.json`);
  writeWhole(file, `${JSON.stringify(content, undefined, 1)}\n`);
  return [file];
}
