import { join } from 'node:path';
import { detectConsumedDirtiness, type Detection } from '../analysis/detect.ts';
import { modelHash } from '../analysis/model-hash.ts';
import { witnessesOf } from '../analysis/witness.ts';
import { worldTitle } from '../analysis/world.ts';
import type { Trace } from '../analysis/trace.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import { parseDesign, parseHazards } from './design-argument.ts';
import { exitCodes } from './exit-codes.ts';
import { requireWritableFolder } from './files.ts';
import { grouped, styled, table } from './text.ts';
import { toolOf } from './version.ts';
import { saveRun } from './world-trace.ts';

export interface WitnessesArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope: string;
  readonly maxStates: number;
  readonly out: string;
}

const assisted = ['published', 'rewalk', 'hardened'];

/**
 * `skipover witnesses`: for each design runs that put each property to the test and pass, and whether
 * dirtiness was consumed in any run. To look at: always 0.
 */
export function witnessesCommand(given: WitnessesArguments): number {
  const designs = (given.design.length === 0 ? assisted : given.design).map(parseDesign);
  const hazards = parseHazards(given.hazard);
  const scope = parseScope(given.scope);
  const { maxStates } = given;
  const folder = join(given.out, 'traces');
  requireWritableFolder(folder);
  const { version } = toolOf();
  const from = { tool: toolOf(), modelHash: modelHash(version) };
  for (const candidate of designs) {
    const scenario = { designName: candidate.name, design: candidate.design, hazards, scope };
    const save = (trace: Trace): string =>
      saveRun(folder, { candidate, world: { hazards, scope }, trace }, from).file;
    const rows = witnessesOf(scenario, { maxStates }).map((witness) =>
      'none' in witness
        ? [[witness.property], [`no witness: ${witness.none}`]]
        : [[witness.property], [witness.trace.violation, save(witness.trace)]],
    );
    console.log(styled('bold', `${candidate.name}, ${worldTitle({ hazards })}, ${scope.name}`));
    console.log(table(rows));
    const detection = detectConsumedDirtiness(scenario, { maxStates });
    console.log(`${detectionLine(detection)}\n`);
    for (const trace of detection.runs) {
      console.log(`  ${trace.violation}, after ${trace.steps.length} steps\n  ${save(trace)}\n`);
    }
  }
  return exitCodes.ok;
}

function detectionLine({ verdict, runs, states, ended }: Detection): string {
  const where = `${grouped(states)} states${ended === undefined ? '' : ', ended by a budget'}`;
  if (runs.length > 0) return `consumed dirtiness: found, ${runs.length} kinds (${where})`;
  return verdict === 'verified'
    ? `consumed dirtiness: in no run (${where})`
    : `consumed dirtiness: none seen, ${verdict} (${where})`;
}
