import { basename } from 'node:path';
import { countsOfCell, type CellCounts } from '../../analysis/matrix/cell-counts.ts';
import { countsOf } from '../../analysis/matrix/race-counts.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { Shard } from '../../campaign/shard.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { designs, type Design } from '../../../models/design.ts';
import { hazardNames, type HazardName } from '../../../models/hazards.ts';
import type { CostBounds, MatrixCell } from '../../../models/matrix-cell.ts';
import { matrixCells } from '../../../models/matrix-cells.ts';
import { matrixDesigns, matrixRows } from '../../../models/matrix.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../../../models/scenarios.ts';
import { parseDesign, parseHazards, type NamedDesign } from '../../analysis/matrix/named-design.ts';
import { slug } from '../terminal/text.ts';
import { readScenarioFile } from './scenario-file.ts';
import type { SearchArguments } from './search-options.ts';

export interface CheckArguments extends SearchArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scenario?: number;
  readonly scenarioFile?: string;
  readonly expect?: boolean;
  /** Prints the token that repeats each counterexample. */
  readonly tokens?: boolean;
  readonly scope?: string;
  /** Every two, or every three, of the hazards together. */
  readonly pairs?: boolean;
  readonly triples?: boolean;
  readonly json?: string;
  readonly out: string;
  /** When the run began that this check is part of, ISO 8601. Default: now. */
  readonly since?: string;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
  /** Only this part of the cells. */
  readonly shard?: Shard;
}

/** A cell: a scenario, and what it must violate, if that is declared. */
export interface Task {
  readonly scenario: Scenario;
  /** Exactly these properties are violated; in another scope than the declared one, at least these. */
  readonly violates?: readonly string[];
  /** One of the failures is of this kind. */
  readonly failureClass?: string;
  /** The declaration is for this scope. */
  readonly isPinned?: boolean;
  /** Length of the shortest counterexample of that kind, and the states explored. */
  readonly steps?: number;
  readonly states?: number;
  /** Of a cell of the matrix, or beside it: what its search counts. Absent if nothing is recorded. */
  readonly counts?: CellCounts;
  /** The number of the race, where one was asked for. */
  readonly number?: number;
  /** What is asked beside the properties of states. */
  readonly liveness?: true;
  readonly costs?: CostBounds;
}

/** The cells that a command line asks for. */
export function tasksOf(given: CheckArguments): Task[] {
  const { design, hazard, scenario: number } = given;
  if (given.scenarioFile !== undefined) return [taskOfFile(given.scenarioFile, given)];
  if (number !== undefined) return scenarioTasks(number, given);
  const scope = parseScope(given.scope ?? 'quick');
  if (given.pairs === true || given.triples === true) return groupTasks(given, scope);
  if (design.length === 0 && hazard.length === 0) {
    const rows = matrixRows.flatMap((row) =>
      matrixDesigns.map((designName): Task => ({
        scenario: {
          designName,
          design: designs[designName],
          hazards: row.hazards,
          scope: given.scope === undefined ? row.scope : scope,
        },
        violates: row.violates[designName] ?? [],
        isPinned: given.scope === undefined,
      })),
    );
    const isWhole = given.scope === undefined || given.scope === 'ci';
    return isWhole ? [...rows, ...matrixCells.map(cellTask)].map(withCounts) : rows;
  }
  const hazards = parseHazards(hazard);
  return chosenDesigns(design).map(({ name, design: chosen }) => ({
    scenario: { designName: name, design: chosen, hazards, scope },
  }));
}

/** Every two, or every three, of the hazards that are named, or of all. */
function groupTasks(given: CheckArguments, scope: Scenario['scope']): Task[] {
  const chosen = given.hazard.length === 0 ? hazardNames : parseHazards(given.hazard);
  const sizes = [...(given.pairs === true ? [2] : []), ...(given.triples === true ? [3] : [])];
  const groups = sizes.flatMap((size) => subsets(chosen, size));
  if (groups.length === 0) {
    throw new InputError('usage', '--pairs needs two hazards or more, --triples three');
  }
  return groups.flatMap((hazards) =>
    chosenDesigns(given.design).map(({ name, design }) => ({
      scenario: { designName: name, design, hazards, scope },
    })),
  );
}

function subsets(names: readonly HazardName[], size: number): HazardName[][] {
  if (size === 0) return [[]];
  return names.flatMap((name, at) =>
    subsets(names.slice(at + 1), size - 1).map((rest) => [name, ...rest]),
  );
}

function withCounts(task: Task): Task {
  const { designName: design, hazards, scope } = task.scenario;
  const counts = countsOfCell({ design, hazards, scope: scope.name });
  return counts === undefined ? task : { ...task, counts };
}

/** A cell beside the matrix has a scope of its own in any case. */
function cellTask({ designName, design, hazards, scope, ...asked }: MatrixCell): Task {
  return { scenario: { designName, design, hazards, scope }, ...asked, isPinned: true };
}

function taskOfFile(file: string, given: CheckArguments): Task {
  const others = [...given.design, ...given.hazard, given.scenario, given.scope];
  if (others.some((other) => other !== undefined)) {
    throw new InputError(
      'usage',
      '--scenario-file says design, hazards and scope: drop the others',
    );
  }
  const { scenario, expect } = readScenarioFile(file);
  return { scenario, ...expect, isPinned: true };
}

function chosenDesigns(given: readonly string[]): NamedDesign[] {
  return (given.length === 0 ? matrixDesigns : given).map(parseDesign);
}

/** Hazards and scope of a numbered race, in each of its variants; its failing design and `hardened` where
 * none is given. */
function scenarioTasks(number: number, given: CheckArguments): Task[] {
  const races = raceScenarios.filter((scenario) => scenario.number === number);
  if (races.length === 0) {
    const known = [...new Set(raceScenarios.map((scenario) => scenario.number))].join(', ');
    throw new InputError('configuration', `unknown scenario '${number}'; allowed: ${known}`);
  }
  if (given.hazard.length > 0) {
    throw new InputError(
      'configuration',
      `scenario ${number} brings its own hazards: drop --hazard`,
    );
  }
  return races.flatMap((race) => raceTasks(race, given));
}

function raceTasks(race: RaceScenario, given: CheckArguments): Task[] {
  const { hazards, number } = race;
  const scope = given.scope === undefined ? race.scope : parseScope(given.scope);
  if (given.design.length > 0) {
    return chosenDesigns(given.design).map(({ name, design }) => ({
      scenario: { designName: name, design, hazards, scope },
      number,
    }));
  }
  const switches = Object.entries(race.failing).map((pair) => pair.join('='));
  const failing: Design = failingDesign(race);
  const isPinned = scope === race.scope;
  const { counterexampleSteps, statesFailing, statesRepaired } = countsOf(race);
  return [
    {
      scenario: { designName: `hardened:${switches.join(',')}`, design: failing, hazards, scope },
      violates: [race.violates.property, ...race.also],
      failureClass: race.violates.failureClass,
      ...(counterexampleSteps === undefined ? {} : { steps: counterexampleSteps }),
      states: statesFailing,
      isPinned,
      number,
    },
    {
      scenario: { designName: 'hardened', design: designs.hardened, hazards, scope },
      violates: [],
      states: statesRepaired,
      isPinned,
      number,
    },
  ];
}

/** `--expect` needs a declared result. */
export function requireExpectation(tasks: readonly Task[]): void {
  if (tasks.every(({ violates, isPinned }) => violates !== undefined && isPinned === true)) return;
  throw new InputError(
    'usage',
    '--expect: nothing is declared for this run; give --scenario without --design and --scope',
  );
}

/** What the result of a check is called, without the ending. */
export function resultName({
  design,
  hazard,
  scenario,
  scenarioFile,
  scope,
  pairs,
  triples,
  maxStates,
  maxSeconds,
  maxDepth,
  maxMemory,
  finish,
}: CheckArguments): string {
  const named = scenarioFile === undefined ? [] : [basename(scenarioFile, '.json')];
  const number = scenario === undefined ? [] : [`scenario-${scenario}`];
  const groups = [...(pairs === true ? ['pairs'] : []), ...(triples === true ? ['triples'] : [])];
  const parts = [...design, ...hazard, ...groups, ...number, ...named];
  const rest = parts.filter((part) => part !== '');
  const limits = [maxStates, maxSeconds, maxDepth, maxMemory, finish];
  const isLimited = limits.some((limit) => limit !== undefined);
  const what = rest.length === 0 ? ['matrix'] : rest;
  // A numbered scenario and a file bring their own scope.
  const place = scope ?? (number.length + named.length === 0 ? 'quick' : undefined);
  return slug(
    ['check', ...what, ...(place === undefined ? [] : [place]), ...(isLimited ? ['limited'] : [])]
      .map(slug)
      .join('-'),
  );
}
