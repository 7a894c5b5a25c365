import type { Trace } from '../analysis/trace.ts';
import type { Candidate, World } from '../analysis/world.ts';
import type { Tool } from '../report/results.ts';
import { writeTraces } from './trace-file.ts';

/** A design, a world, and a run of it. */
export interface WorldRun {
  readonly candidate: Candidate;
  readonly world: World;
  readonly trace: Trace;
}

/** What a result says of a run: what it shows, how long it is, and the file that holds it. */
export interface SavedRun {
  readonly property: string;
  readonly bugClass: string;
  readonly steps: number;
  readonly file: string;
}

/** Saves a run where `skipover replay` finds it. */
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
  return { property, bugClass, steps: steps.length, file: file! };
}

/** A world in a result: names only. */
export function plainWorld({ hazards, scope }: World): { hazards: string[]; scope: string } {
  return { hazards: [...hazards], scope: scope.name };
}
