import { detectingSystem } from '../../analysis/witnesses/detecting-system.ts';
import { sceneOf } from '../../analysis/counterexamples/insight.ts';
import { stepsOf, type Trace } from '../../subject/trace.ts';
import type { Candidate, Configuration } from '../../analysis/matrix/configuration.ts';
import type { SavedRun, Tool } from '../../report/results.ts';
import { tokenOfTrace } from '../replay/failure-token.ts';
import { writeTraces } from '../replay/trace-file.ts';

/** A design, a configuration, and a run of it. */
export interface ConfigurationRun {
  readonly candidate: Candidate;
  readonly configuration: Configuration;
  readonly trace: Trace;
}

/** Saves a run where `skipover replay` finds it. */
export function saveRun(
  folder: string,
  { candidate, configuration, trace }: ConfigurationRun,
  from: { readonly tool: Tool; readonly modelHash: string },
): SavedRun {
  const { name, title: _, ...bounds } = configuration.scope;
  const scenario = {
    design: candidate.name,
    switches: candidate.design,
    hazards: configuration.hazards,
    scope: name,
  };
  const { property, failureClass, steps } = trace;
  const row = { id: property, title: property, verdict: 'violated' as const, failureClass, trace };
  const [file] = writeTraces(folder, { scenario, bounds, properties: [row] }, from);
  const { name: designName, design } = candidate;
  const migration = detectingSystem({ designName, design, ...configuration });
  const own = { ...configuration, design: candidate };
  return {
    property,
    failureClass,
    steps: steps.length,
    design: designName,
    hazards: configuration.hazards,
    scope: name,
    file: file!,
    token: tokenOfTrace(migration.system, own, trace),
    trace,
    insight: sceneOf(migration, { property, steps: stepsOf(migration.system, trace) }),
  };
}

/** A configuration in a result: names only. */
export function plainConfiguration({ hazards, scope }: Configuration): {
  hazards: string[];
  scope: string;
} {
  return { hazards: [...hazards], scope: scope.name };
}
