import { join } from 'node:path';
import { detectConsumedDirtiness } from '../../analysis/witnesses/detect.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { witnessesOf, type Witness } from '../../analysis/witnesses/witness.ts';
import type { Trace } from '../../subject/trace.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { SavedRun, WitnessesEntry, WitnessesResults } from '../../report/results.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { hazardsName } from '../../report/page/names.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { grouped, slug, styled, untitledTable } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { saveRun } from './configuration-trace.ts';

export interface WitnessesArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope: string;
  readonly maxStates: number;
  readonly json?: string;
  readonly out: string;
}

const assisted = ['published', 'rewalk', 'hardened'];

/**
 * `skipover witnesses`: for each design runs that put each property to the test and pass, and whether
 * dirtiness was consumed in any run. To look at: always 0.
 */
export async function witnessesCommand(given: WitnessesArguments): Promise<number> {
  const designs = (given.design.length === 0 ? assisted : given.design).map(parseDesign);
  const hazards = parseHazards(given.hazard);
  const scope = parseScope(given.scope);
  const { maxStates } = given;
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const tool = toolOf();
  const from = { tool, modelHash: modelHash(tool.version) };
  const results = designs.map((candidate) => {
    const scenario = { designName: candidate.name, design: candidate.design, hazards, scope };
    const save = (trace: Trace): SavedRun =>
      saveRun(
        join(given.out, 'traces'),
        { candidate, configuration: { hazards, scope }, trace },
        from,
      );
    const entry = entryOf(scenario, maxStates, save);
    print(entry);
    return entry;
  });
  const content: WitnessesResults = {
    schema: 'skipover-witnesses/1',
    ...from,
    startedAt,
    maxStates,
    results,
  };
  const name = ['witnesses', ...given.design, ...hazards, given.scope].map(slug).join('-');
  await saveResult(content, slug(name), given);
  return exitCodes.ok;
}

function entryOf(
  scenario: Scenario,
  maxStates: number,
  save: (trace: Trace) => SavedRun,
): WitnessesEntry {
  const { designName, design, hazards, scope } = scenario;
  const { name, title: _, ...bounds } = scope;
  const { runs, ...detection } = detectConsumedDirtiness(scenario, { maxStates });
  return {
    scenario: { design: designName, switches: design, hazards, scope: name },
    bounds,
    witnesses: witnessesOf(scenario, { maxStates }).map((witness: Witness) =>
      'none' in witness ? witness : { property: witness.property, run: save(witness.trace) },
    ),
    consumedDirtiness: { ...detection, runs: runs.map(save) },
  };
}

function print({ scenario, witnesses, consumedDirtiness }: WitnessesEntry): void {
  const rows = witnesses.map(({ property, none, run }) =>
    run === undefined
      ? [[property], [`no witness: ${none}`]]
      : [[property], [run.trace.violation, run.file]],
  );
  console.log(
    styled('bold', `${scenario.design}, ${hazardsName(scenario.hazards)}, ${scenario.scope}`),
  );
  console.log(untitledTable(rows));
  console.log(`${detectionLine(consumedDirtiness)}\n`);
  for (const { trace, file } of consumedDirtiness.runs) {
    console.log(`  ${trace.violation}, after ${trace.steps.length} steps\n  ${file}\n`);
  }
}

function detectionLine({
  verdict,
  runs,
  states,
  ended,
}: WitnessesEntry['consumedDirtiness']): string {
  const where = `${grouped(states)} states${ended === undefined ? '' : ', ended by a budget'}`;
  if (runs.length > 0) return `consumed dirtiness: found, ${runs.length} kinds (${where})`;
  return verdict === 'verified'
    ? `consumed dirtiness: in no run (${where})`
    : `consumed dirtiness: none seen, ${verdict} (${where})`;
}
