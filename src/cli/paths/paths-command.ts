import { join } from 'node:path';
import { ActorsSystem } from '../../actors/actors-system.ts';
import { coveringActorGoals } from '../../actors/covering-actor-goals.ts';
import { coveringPaths } from '../../checking/coverage/covering-paths.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import {
  headOf,
  pathsEntry,
  type PathsEntry,
  type PathsHead,
} from '../../analysis/paths/paths-entry.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { Tool } from '../../report/results.ts';
import type { System } from '../../system/system.ts';
import { itfTrace } from '../../replay/itf.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { requireWritableFolder, writeWhole } from '../files/files.ts';
import { hazardsName } from '../../report/page/names.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { grouped, slug, styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface PathsArguments {
  readonly design: string;
  readonly hazard: readonly string[];
  readonly scope: string;
  readonly maxStates?: number;
  readonly maxPaths?: number;
  readonly itf?: string;
  readonly json?: string;
  readonly out: string;
}

/** `skipover paths`. Returns the exit code: 20 where a goal is unknown, 15 where one is left out. */
export async function pathsCommand(given: PathsArguments): Promise<number> {
  const { name: designName, design } = parseDesign(given.design);
  const hazards = given.hazard.length === 0 ? [] : parseHazards(given.hazard);
  const scenario: Scenario = { designName, design, hazards, scope: parseScope(given.scope) };
  const tool = toolOf();
  const name = ['paths', given.design, ...hazards, given.scope].map(slug).join('-');
  return findPaths(scenarioSystem(scenario).system, given, {
    head: headOf(scenario),
    result: { schema: 'skipover-paths/1', tool, modelHash: modelHash(tool.version) },
    name,
  });
}

/** What covering paths are saved as. */
interface PathsPlace {
  readonly head: PathsHead;
  readonly result: { readonly schema: string; readonly tool: Tool; readonly modelHash: string };
  /** Of the result file, without its ending. */
  readonly name: string;
}

/** Finds covering paths of a system, prints and saves them. Returns the exit code. */
export async function findPaths(
  system: System,
  given: Omit<PathsArguments, 'design' | 'hazard' | 'scope'>,
  { head, result, name }: PathsPlace,
): Promise<number> {
  requireResultPlace(given);
  if (given.itf !== undefined) requireWritableFolder(given.itf);
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const { maxStates, maxPaths } = given;
  const options = {
    ...(maxStates === undefined ? {} : { maxStates }),
    ...(maxPaths === undefined ? {} : { maxPaths }),
  };
  const isOfMachines = system instanceof ActorsSystem;
  const paths = isOfMachines ? coveringActorGoals(system, options) : coveringPaths(system, options);
  const { entry: found, runs } = pathsEntry(system, head, paths);
  const seconds = Number(((performance.now() - start) / 1000).toFixed(3));
  const entry: PathsEntry = { ...found, seconds };
  const results = { ...result, startedAt, results: [entry] };
  if (given.itf !== undefined) writeItf(given.itf, system, { entry, runs });
  print(entry, isOfMachines ? unknownIn(system) : '--max-states ended the search');
  await saveResult(results, slug(name), given);
  return codeOf(entry);
}

/** One file per path, by the convention of Apalache and Quint. */
function writeItf(
  folder: string,
  system: System,
  {
    entry,
    runs,
  }: { readonly entry: PathsEntry; readonly runs: ReturnType<typeof pathsEntry>['runs'] },
): void {
  runs.forEach((steps, index) => {
    const trace = itfTrace(system, steps, entry.paths[index]!.name);
    writeWhole(join(folder, `out_${index}.itf.json`), `${JSON.stringify(trace)}\n`);
  });
}

/** Why a goal of machines is neither shown by a run nor proved to be unreachable. */
function unknownIn(system: ActorsSystem): string {
  const within = 'a guard that is asked within a step or in another region may fail unseen';
  return system.narrator?.limit() ?? `--max-states ended the search, or ${within}`;
}

const statuses = ['covered', 'uncovered', 'unreachable', 'unknown'] as const;
const kinds = ['state', 'transition', 'pair', 'guard'] as const;
const kindTitles = {
  state: 'control states',
  transition: 'transitions',
  pair: 'pairs of transitions',
  guard: 'guard outcomes',
} as const;

function count({ goals }: PathsEntry, status: (typeof statuses)[number]): number {
  return goals.filter((goal) => goal.status === status).length;
}

function print(entry: PathsEntry, unknownWhy: string): void {
  const { scenario, goals, paths, states, seconds } = entry;
  const steps = paths.reduce((sum, path) => sum + path.steps.length, 0);
  console.log(
    `Covering paths of ${scenario.design}, ${hazardsName(scenario.hazards)}, scope ${scenario.scope}\n`,
  );
  const rows = kinds.map((kind) => {
    const of = goals.filter((goal) => goal.kind === kind);
    const numbers = statuses.map((status) => {
      const some = of.filter((goal) => goal.status === status);
      const byChart = some.filter(({ proof }) => proof === 'chart').length;
      return byChart === 0 ? `${some.length}` : `${some.length} (${byChart} by the chart alone)`;
    });
    return [[kindTitles[kind]], ...numbers.map((number) => [number])];
  });
  console.log(table([[[''], ['covered'], ['uncovered'], ['unreachable'], ['unknown']], ...rows]));
  console.log(
    `\n${paths.length} paths of ${grouped(steps)} steps, the longest ${Math.max(0, ...paths.map((path) => path.steps.length))}; ` +
      `${grouped(states)} states searched in ${seconds.toFixed(1)} s`,
  );
  console.log(
    'Unreachable: proved, within the bounds of the scope. Not all simple paths: these goals.',
  );
  const [left, unknown] = [count(entry, 'uncovered'), count(entry, 'unknown')];
  if (left > 0) console.log(styled('bold', `${left} goals are left out: --max-paths is too low`));
  if (unknown > 0) {
    console.log(styled('bold', `${unknown} goals are unknown: ${unknownWhy}`));
  }
}

function codeOf(entry: PathsEntry): number {
  return worst([
    count(entry, 'unknown') > 0 ? exitCodes.inconclusive : exitCodes.ok,
    count(entry, 'uncovered') > 0 ? exitCodes.threshold : exitCodes.ok,
  ]);
}
