import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { followSchedule } from '../../src/analysis/counterexamples/same-schedule.ts';
import { narratedStep, type TraceStep } from '../../src/subject/trace.ts';
import { viewOf } from '../../src/analysis/counterexamples/migration-view.ts';
import { scenarioSystem } from '../../src/analysis/matrix/scenario-system.ts';
import { modelHash } from '../../src/analysis/matrix/model-hash.ts';
import { packageFolder } from '../../src/cli/files/files.ts';
import { readTraceFile, type TraceFile } from '../../src/cli/replay/trace-file.ts';
import { toolOf } from '../../src/cli/version.ts';
import { askedAt } from '../../src/system/asked-at.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import type { Design } from '../../models/design.ts';
import type { Race } from './races.ts';
import { endingWithUs } from './ending-with-us.ts';

/** A counterexample's file, read. */
export interface Counterexample {
  readonly file: string;
  readonly content: TraceFile;
}

/** What a design does in the model on the schedule of a counterexample. */
export interface ModelRun {
  readonly steps: readonly TraceStep[];
  /** Whether the property of the counterexample is violated on the way, or the run is stuck. */
  readonly fails: boolean;
}

/**
 * The counterexample of a race from `out`/traces. If there is none of today's model, `skipover check`
 * searches for it and writes it there.
 */
export async function counterexampleOf(race: Race, out: string): Promise<Counterexample> {
  const found = findIn(out, race);
  if (found !== undefined) return found;
  const hazards = race.hazards.flatMap((hazard) => ['--hazard', hazard]);
  await skipover([
    'check',
    '--design',
    race.designName,
    ...hazards,
    '--workers',
    '1',
    '--out',
    out,
  ]);
  const made = findIn(out, race);
  if (made === undefined) throw new Error(`skipover check found no "${race.failureClass}"`);
  return made;
}

function findIn(out: string, race: Race): Counterexample | undefined {
  const folder = join(out, 'traces');
  if (!existsSync(folder)) return undefined;
  const hash = modelHash(toolOf().version);
  for (const name of readdirSync(folder).toSorted()) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    const content = readTraceFile(file);
    const { scenario, trace } = content;
    const isIt =
      content.modelHash === hash &&
      scenario.design === race.designName &&
      scenario.scope === scopes.quick.name &&
      scenario.hazards.join() === race.hazards.join() &&
      trace.property === race.property &&
      trace.failureClass === race.failureClass;
    if (isIt) return { file, content };
  }
  return undefined;
}

async function skipover(options: readonly string[]): Promise<void> {
  const program = join(packageFolder(), 'dist/src/cli/main.js');
  const search = spawn(...endingWithUs(process.execPath, [program, ...options]), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // It exits with the code of what it found; whether the file is there is what counts.
  await new Promise((resolve) => search.on('exit', resolve));
}

/** The schedule of a counterexample on a design, by the model: its own detours and its end included. */
export function modelRun(
  { content: { scenario, trace } }: Counterexample,
  { design, designName }: { readonly design: Design; readonly designName: string },
): ModelRun {
  if (designName === scenario.design) return { steps: trace.steps, fails: true };
  const hazards = scenario.hazards as readonly HazardName[];
  const migration = scenarioSystem({ designName, design, hazards, scope: scopes.quick });
  const { system } = migration;
  const followed = followSchedule(system, trace.steps);
  const property = system.properties.find(({ id }) => id === trace.property);
  const isAsked = property === undefined ? () => false : askedAt(system, property);
  const words = system.initial();
  let fails = !followed.isTerminated;
  const steps = followed.steps.map((step) => {
    const before = words.slice();
    system.apply(words, step.transition, step.choice);
    if (isAsked(words) && property!.violation(words) !== undefined) fails = true;
    return narratedStep(viewOf(migration), step, { before, after: words.slice() });
  });
  return { steps, fails };
}
