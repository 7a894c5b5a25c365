import { basename, join } from 'node:path';
import type { CheckEntry, PropertyEntry } from '../analysis/check-entry.ts';
import { modelHash } from '../analysis/model-hash.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import type { Scenario } from '../migration/scenario.ts';
import { designs, type Design } from '../../models/design.ts';
import { matrixDesigns, matrixRows } from '../../models/matrix.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../../models/scenarios.ts';
import { InputError } from '../foundation/input-error.ts';
import type { CheckResults } from '../report/results.ts';
import { parseDesign, parseHazards, type NamedDesign } from './design-argument.ts';
import { exitCodeOfEntry, exitCodes, retellsDeadlock, worst } from './exit-codes.ts';
import { requireWritableFile, requireWritableFolder, writeWhole } from './files.ts';
import { coverageLine, hazardsTitle, matrixView, traceTitle, traceView } from './matrix-view.ts';
import { runChecks } from './run-checks.ts';
import { readScenarioFile } from './scenario-file.ts';
import { requireSearchOptions, type SearchArguments } from './search-options.ts';
import { grouped, slug, styled } from './text.ts';
import { writeTraces } from './trace-file.ts';
import { toolOf } from './version.ts';

export interface CheckArguments extends SearchArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scenario?: number;
  readonly scenarioFile?: string;
  readonly expect?: boolean;
  readonly scope?: string;
  readonly json?: string;
  readonly out: string;
  /** When the run began that this check is part of, ISO 8601. Default: now. */
  readonly since?: string;
}

/** A scenario, and what it must violate, where that is written down. */
interface Task {
  readonly scenario: Scenario;
  /** Exactly these properties are violated; in another scope than was written down, at least these. */
  readonly violates?: readonly string[];
  /** One of the failures is of this kind. */
  readonly bugClass?: string;
  /** What was written down was written down for this scope. */
  readonly isPinned?: boolean;
  /** Length of the shortest counterexample of that kind, and the states explored. */
  readonly steps?: number;
  readonly states?: number;
  /** The number of the race, where one was asked for. */
  readonly number?: number;
}

/** `skipover check`. Returns the exit code. */
export async function checkCommand(given: CheckArguments): Promise<number> {
  const tasks = tasksOf(given);
  if (given.expect === true) requireExpectation(tasks);
  requireSearchOptions(given, tasks.length);
  requireWritableFolder(given.out);
  requireWritableFolder(join(given.out, 'results'));
  requireWritableFolder(join(given.out, 'traces'));
  if (given.json !== undefined) requireWritableFile(given.json);

  const tool = toolOf();
  const hash = modelHash(tool.version);
  const startedAt = new Date().toISOString();
  const checked = await runChecks(
    tasks.map(({ scenario }) => scenario),
    {
      search: given,
      checkpointKey: `${tool.version} ${hash}`,
      onEntry: (entry) => console.log(entryLine(entry)),
    },
  );
  const entries = checked.map((entry, index) =>
    withExpectation(
      entry,
      tasks[index]!,
      given.expect === true || given.scenarioFile !== undefined,
    ),
  );
  const results: CheckResults = {
    schema: 'skipover-check/1',
    tool,
    startedAt,
    modelHash: hash,
    results: entries,
  };
  const text = `${JSON.stringify(results, undefined, 1)}\n`;
  writeWhole(join(given.out, 'results', `${resultName(given)}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  const files = entries.flatMap((entry) =>
    writeTraces(join(given.out, 'traces'), entry, { tool, modelHash: hash }),
  );
  const code = worst(entries.map(codeOf));
  const { writeMachineFiles } = await import('./machine-files.ts');
  writeMachineFiles(given.out, results, code);
  const { writePage } = await import('./page-file.ts');
  const page = await writePage(given.out, { since: given.since ?? startedAt });
  print(entries, files, page);
  if (entries.some(({ ended }) => ended?.reason === 'interrupted')) {
    console.error(`skipover: interrupted: go on with --resume ${given.checkpoint}`);
    return exitCodes.interrupted;
  }
  return code;
}

function tasksOf(given: CheckArguments): Task[] {
  const { design, hazard, scenario: number } = given;
  if (given.scenarioFile !== undefined) return [taskOfFile(given.scenarioFile, given)];
  if (number !== undefined) return scenarioTasks(number, given);
  const scope = parseScope(given.scope ?? 'quick');
  if (design.length === 0 && hazard.length === 0) {
    return matrixRows.flatMap((row) =>
      matrixDesigns.map((designName) => ({
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
  }
  const hazards = parseHazards(hazard);
  return chosenDesigns(design).map(({ name, design: chosen }) => ({
    scenario: { designName: name, design: chosen, hazards, scope },
  }));
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
  return [
    {
      scenario: { designName: `hardened:${switches.join(',')}`, design: failing, hazards, scope },
      violates: [race.violates.property, ...race.also],
      bugClass: race.violates.bugClass,
      ...(race.counterexampleSteps === undefined ? {} : { steps: race.counterexampleSteps }),
      states: race.statesFailing,
      isPinned,
      number,
    },
    {
      scenario: { designName: 'hardened', design: designs.hardened, hazards, scope },
      violates: [],
      states: race.statesRepaired,
      isPinned,
      number,
    },
  ];
}

/**
 * Whether an entry is what was written down. Another scope may show more than the one that is pinned;
 * with `--expect` lengths and numbers of states must be the pinned ones too.
 */
function withExpectation(entry: CheckEntry, task: Task, expect: boolean): CheckEntry {
  const { violates, bugClass, number, isPinned } = task;
  const scenario = number === undefined ? entry.scenario : { ...entry.scenario, number };
  if (violates === undefined) return { ...entry, scenario };
  // The failure that was asked for leads, whatever else the design fails in.
  const isAskedFor = (property: PropertyEntry): number => Number(property.bugClass === bugClass);
  const properties =
    bugClass === undefined
      ? entry.properties
      : entry.properties.toSorted((a, b) => isAskedFor(b) - isAskedFor(a));
  const violated = new Set(
    entry.properties
      .filter((row) => row.verdict === 'violated' && !retellsDeadlock(row, entry.properties))
      .map(({ id }) => id),
  );
  const all = violates.every((id) => violated.has(id));
  const isExact = isPinned === true || violates.length === 0;
  const noMore = !isExact || violated.size === violates.length;
  const found = entry.properties.find((property) => property.bugClass === bugClass);
  const kind = bugClass === undefined || found !== undefined;
  const complete = violates.length > 0 || entry.verdict === 'verified';
  const isAsPinned =
    !expect ||
    ((task.states === undefined || task.states === entry.states) &&
      (task.steps === undefined || task.steps === found?.trace?.steps.length));
  return {
    ...entry,
    scenario,
    properties,
    expected: all && noMore && kind && complete && isAsPinned,
  };
}

/** `--expect` needs something that is written down. */
function requireExpectation(tasks: readonly Task[]): void {
  if (tasks.every(({ violates, isPinned }) => violates !== undefined && isPinned === true)) return;
  throw new InputError(
    'usage',
    '--expect: nothing is written down for this run; give --scenario without --design and --scope',
  );
}

function codeOf(entry: CheckEntry): number {
  if (entry.expected === true) return 0;
  const code = exitCodeOfEntry(entry);
  // A failure that was written down and did not show itself is a safety finding about the model.
  return code === 0 && entry.expected === false ? 12 : code;
}

function resultName({
  design,
  hazard,
  scenario,
  scenarioFile,
  scope,
  maxStates,
  maxSeconds,
  maxDepth,
  maxMemory,
  finish,
}: CheckArguments): string {
  const named = scenarioFile === undefined ? [] : [basename(scenarioFile, '.json')];
  const number = scenario === undefined ? [] : [`scenario-${scenario}`];
  const parts = [...design, ...hazard, ...number, ...named];
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

function entryLine(entry: CheckEntry): string {
  const { scenario, verdict, states, seconds, depth, ended, omissionProbability } = entry;
  const where = `${scenario.design}, ${hazardsTitle(scenario.hazards)}`;
  const rest =
    ended === undefined
      ? ''
      : `; ended by ${ended.reason} at depth ${depth}, ${grouped(ended.frontier)} states not expanded`;
  const lost =
    omissionProbability === undefined
      ? ''
      : `; a state was lost with a probability of at most ${omissionProbability.toExponential(1)}`;
  const told = `${verdict}, ${grouped(states)} states, ${seconds} s${rest}${lost}`;
  return styled('gray', `checked ${where}: ${told}`);
}

function print(entries: readonly CheckEntry[], files: readonly string[], page: string): void {
  const [first] = entries;
  const seconds = entries.reduce((sum, entry) => sum + entry.seconds, 0);
  const states = entries.reduce((sum, entry) => sum + entry.states, 0);
  console.log(
    `\nVerdicts in scope ${first?.scenario.scope}: ✓ verified within its bounds, ✗ violated,`,
  );
  console.log(
    '? inconclusive (a budget ended the search), ∅ vacuous (never put to the test), – unasked\n',
  );
  console.log(matrixView(entries));
  printCounterexamples(entries);
  const reductions = [...new Set(entries.flatMap((entry) => entry.reductions))];
  const reduced = reductions.length > 0 ? `, reduced by: ${reductions.join(', ')}` : '';
  console.log(`\n${grouped(states)} states in ${seconds.toFixed(1)} s of search${reduced}`);
  console.log(`Transitions taken: ${coverageLine(entries)}`);
  if (files.length > 0) {
    console.log(
      `${files.length} counterexamples saved; run one again with: skipover replay ${files[0]}`,
    );
  }
  console.log(`Report: ${page}`);
  console.log(styled('bold', outcome(entries)));
}

/** The last line: whether anything is not as it was written down. */
function outcome(entries: readonly CheckEntry[]): string {
  const count = (verdict: CheckEntry['verdict']): string => {
    const number = entries.filter((entry) => entry.verdict === verdict).length;
    return number === 0 ? '' : `${number} ${verdict}`;
  };
  const verdicts = (['verified', 'violated', 'inconclusive', 'vacuous'] as const)
    .map(count)
    .filter((text) => text !== '')
    .join(', ');
  const surprises = entries.filter(({ expected }) => expected === false);
  const where = surprises.map(
    ({ scenario }) => `${scenario.design}, ${hazardsTitle(scenario.hazards)}`,
  );
  if (entries.every(({ expected }) => expected === undefined)) return verdicts;
  return surprises.length === 0
    ? `${verdicts}: all as expected`
    : `${verdicts}: NOT EXPECTED: ${where.join('; ')}`;
}

/** In full the shortest of each failing cell, or that of the race that was asked for, once where cells share it; of the others the moment of loss. */
function printCounterexamples(entries: readonly CheckEntry[]): void {
  const shown = new Map<string, string>();
  for (const { scenario, properties } of entries) {
    const told = properties.flatMap(({ trace, token }) =>
      trace === undefined ? [] : [{ trace, token }],
    );
    const isRace = scenario.number !== undefined;
    const [first, ...others] = isRace
      ? told
      : told.toSorted((a, b) => a.trace.steps.length - b.trace.steps.length);
    if (first === undefined) continue;
    const { trace: shortest } = first;
    const title = `${scenario.design}, ${hazardsTitle(scenario.hazards)}`;
    const text = traceView(shortest);
    const before = shown.get(text);
    if (before === undefined) shown.set(text, title);
    console.log(`\n${isRace ? 'Counterexample' : 'Shortest counterexample'} of ${title}:`);
    console.log(before === undefined ? text : `the same as of ${before}: ${traceTitle(shortest)}`);
    if (before === undefined) printReplay(first.token);
    for (const { trace, token } of others) {
      console.log(`${traceTitle(trace)}:\n  ${trace.summary}`);
      if (before === undefined) printReplay(token);
    }
  }
}

/** The line that runs a counterexample again. */
function printReplay(token: string | undefined): void {
  if (token !== undefined) console.log(styled('gray', `skipover replay --token ${token}`));
}
