import { detectingSystem } from '../analysis/detect.ts';
import { sceneOf } from '../analysis/insight.ts';
import { stepsOf, type Trace } from '../analysis/trace.ts';
import type { Candidate, World } from '../analysis/world.ts';
import type { SavedRun, Tool } from '../report/results.ts';
import { tokenOfTrace } from './failure-token.ts';
import { writeTraces } from './trace-file.ts';

/** A design, a world, and a run of it. */
export interface WorldRun {
  readonly candidate: Candidate;
  readonly world: World;
  readonly trace: Trace;
}

/** Saves a run where `skipover replay` finds it, and tells all of it. */
export function saveRun(
  folder: string,
  { candidate, world, trace }: WorldRun,
  from: { readonly tool: Tool; readonly modelHash: string },
): SavedRun {
  const { name, title: _, ...bounds } = world.scope;
  const scenario = {
    design: candidate.name,
    switches: candidate.design,
    hazards: world.hazards,
    scope: name,
  };
  const { property, bugClass, steps } = trace;
  const row = { id: property, title: property, verdict: 'violated' as const, bugClass, trace };
  const [file] = writeTraces(folder, { scenario, bounds, properties: [row] }, from);
  const { name: designName, design } = candidate;
  const migration = detectingSystem({ designName, design, ...world });
  const own = { ...world, design: candidate };
  return {
    property,
    bugClass,
    steps: steps.length,
    design: designName,
    hazards: world.hazards,
    scope: name,
    file: file!,
    token: tokenOfTrace(migration.system, own, trace),
    trace,
    insight: sceneOf(migration, { property, steps: stepsOf(migration.system, trace) }),
  };
}

/** A world in a result: names only. */
export function plainWorld({ hazards, scope }: World): { hazards: string[]; scope: string } {
  return { hazards: [...hazards], scope: scope.name };
}
