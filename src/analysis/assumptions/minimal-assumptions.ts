import type { AssumptionName } from '../../../models/assumptions.ts';
import type { HazardName } from '../../../models/hazards.ts';
import type { Design, SwitchName } from '../../../models/design.ts';
import type { Verdict } from '../../checking/verdict.ts';
import { minimalCover } from './assumption-sets.ts';
import type { Checker } from '../hardening/failure-pattern.ts';
import { candidateValues, switchNames } from '../hardening/settings.ts';
import type { Trace } from '../../subject/trace.ts';
import type { Candidate, Configuration, ConfigurationResult } from '../matrix/configuration.ts';

/** A check of a design in a configuration. */
export interface AssumptionsCell {
  readonly configuration: Configuration;
  readonly result: ConfigurationResult;
  /** The hazards changed nothing: as many states as without them, within the same bounds. */
  readonly idle: boolean;
}

/** Of one property, or of all together: which configurations break it, and what the paper must assume. */
export interface PropertyAssumptions {
  /** `all` for all together. */
  readonly property: string;
  /** `unasked` where the property makes no sense without some hazard. */
  readonly baseline: Verdict | 'unasked';
  /** The smallest sets of hazards that break it, and the shortest run that does. */
  readonly brokenBy: readonly { readonly configuration: Configuration; readonly trace: Trace }[];
  readonly survives: readonly Configuration[];
  /** A budget ended the search before anything broke. */
  readonly open: readonly Configuration[];
  /** The minimal sets of assumptions under which nothing that was seen breaks it; `undefined`: none does,
   * for it breaks without hazards. */
  readonly assumptions: readonly (readonly AssumptionName[])[] | undefined;
}

/** A failure class without hazards, and every switch that alone removes it. */
export interface BaselineFailure {
  readonly trace: Trace;
  readonly removedBy: readonly { readonly switch: SwitchName; readonly value: string }[];
}

export interface DesignAssumptions {
  readonly candidate: Candidate;
  readonly cells: readonly AssumptionsCell[];
  readonly all: PropertyAssumptions;
  readonly properties: readonly PropertyAssumptions[];
  readonly baselineFailures: readonly BaselineFailure[];
  /** Configurations that were not begun for want of time. */
  readonly notBegun: readonly Configuration[];
}

export interface MinimalAssumptionsOptions {
  readonly candidate: Candidate;
  readonly hazards: readonly HazardName[];
  /** Bounds to try, one after the other, as long as a budget ends the search before anything breaks. The
   * last of several are searched with `lastEffort` times the budget. */
  readonly scopes: readonly Configuration['scope'][];
  readonly lastEffort: number;
  /** Bounds of pairs. */
  readonly pairScope: Configuration['scope'];
}

const all = { finish: 'all', effort: 1 } as const;

/**
 * Which of the paper's assumptions a design rests on. A configuration with more hazards has more runs, so what
 * breaks a design breaks it in every larger configuration, and only the smallest configurations are sought: baseline
 * life, each hazard alone, all of those that it survives together, and every two of them. A design that
 * fails without hazards rests on no set of assumptions; it is asked property by property, and each of
 * its switches is turned to see which of them removes which failure.
 */
export async function minimalAssumptions(
  checker: Checker,
  options: MinimalAssumptionsOptions,
): Promise<DesignAssumptions> {
  const { candidate, hazards } = options;
  const cells: AssumptionsCell[] = [];
  const notBegun: Configuration[] = [];
  const baseline = await baselineCells(checker, options);
  const sizes = new Map(
    baseline.map(({ configuration, result }) => [configuration.scope, result.states]),
  );
  const [first] = baseline;
  cells.push(first!);
  const look = async (
    configuration: readonly HazardName[],
    scopes: readonly Configuration['scope'][],
  ): Promise<void> => {
    let scope = scopes[0]!;
    if (checker.outOfTime()) return void notBegun.push({ hazards: configuration, scope });
    let result = await checker.check(candidate, { hazards: configuration, scope }, all);
    for (const next of scopes.slice(1)) {
      if (result.verdict !== 'inconclusive') break;
      cells.push({ configuration: { hazards: configuration, scope }, result, idle: false });
      scope = next;
      const effortGiven = { finish: 'all', effort: options.lastEffort } as const;
      result = await checker.check(candidate, { hazards: configuration, scope }, effortGiven);
    }
    cells.push({
      configuration: { hazards: configuration, scope },
      result,
      idle: sizes.get(scope) === result.states,
    });
  };
  await inParallel(checker.threads, hazards, (hazard) => look([hazard], options.scopes));
  const holds = first!.result.verdict !== 'violated';
  if (holds) {
    const broken = new Set(
      cells.filter(isBroken).flatMap(({ configuration }) => configuration.hazards),
    );
    const survived = hazards.filter((hazard) => !broken.has(hazard));
    const pairs = survived.flatMap((one, at) => survived.slice(at + 1).map((two) => [one, two]));
    const crowds = survived.length > 2 ? [survived, ...pairs] : pairs;
    await inParallel(checker.threads, crowds, (configuration) =>
      look(configuration, [options.pairScope]),
    );
  }
  const ids = first!.result.properties.map(({ id }) => id);
  const later = cells.flatMap(({ result }) => result.properties.map(({ id }) => id));
  return {
    candidate,
    cells,
    all: assumptionsOf('all', cells),
    properties: [...new Set([...ids, ...later])].map((id) => assumptionsOf(id, cells)),
    baselineFailures: holds ? [] : await repairsOf(checker, candidate, first!),
    notBegun,
  };
}

/** No hazard within each of the bounds, the largest first: the others only find idle hazards. */
async function baselineCells(
  checker: Checker,
  { candidate, scopes, pairScope }: MinimalAssumptionsOptions,
): Promise<AssumptionsCell[]> {
  const bounds = [...new Set([...scopes, pairScope])];
  return Promise.all(
    bounds.map(async (scope) => {
      const configuration: Configuration = { hazards: [], scope };
      return {
        configuration,
        result: await checker.check(candidate, configuration, all),
        idle: false,
      };
    }),
  );
}

async function inParallel<Item>(
  threads: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const take = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: threads }, take));
}

function isBroken({ result }: AssumptionsCell): boolean {
  return result.verdict === 'violated';
}

/** What the cells say of one property, or of all. */
function assumptionsOf(property: string, cells: readonly AssumptionsCell[]): PropertyAssumptions {
  const verdictIn = ({ result }: AssumptionsCell): Verdict | undefined =>
    property === 'all'
      ? result.verdict
      : result.properties.find(({ id }) => id === property)?.verdict;
  const failing = cells.filter((cell) => verdictIn(cell) === 'violated');
  const smallest = failing.filter(
    ({ configuration }) => !failing.some((other) => isBelow(other.configuration, configuration)),
  );
  const settled = new Set(
    cells
      .filter((cell) => verdictIn(cell) === 'verified' || verdictIn(cell) === 'vacuous')
      .map(({ configuration }) => configuration.hazards.join()),
  );
  const configurations = (wanted: (cell: AssumptionsCell) => boolean): Configuration[] =>
    cells
      .filter((cell) => cell.configuration.hazards.length > 0 && wanted(cell))
      .map(({ configuration }) => configuration);
  return {
    property,
    baseline: verdictIn(cells[0]!) ?? 'unasked',
    brokenBy: smallest.map(({ configuration, result }) => ({
      configuration,
      trace: result.failures.find((trace) => property === 'all' || trace.property === property)!,
    })),
    survives: configurations((cell) => ['verified', 'vacuous'].includes(verdictIn(cell) ?? '')),
    open: configurations(
      (cell) =>
        verdictIn(cell) === 'inconclusive' && !settled.has(cell.configuration.hazards.join()),
    ),
    assumptions: minimalCover(smallest.map(({ configuration }) => configuration.hazards)),
  };
}

function isBelow(one: Configuration, other: Configuration): boolean {
  return (
    one.hazards.length < other.hazards.length &&
    one.hazards.every((hazard) => other.hazards.includes(hazard))
  );
}

/** Turns each switch alone, and finds which failure classes disappear without hazards. */
async function repairsOf(
  checker: Checker,
  candidate: Candidate,
  { configuration, result }: AssumptionsCell,
): Promise<BaselineFailure[]> {
  const found = new Map(result.failures.map((trace) => [keyOf(trace), [] as Turn[]]));
  const turns = switchNames.flatMap((name) =>
    candidateValues(name)
      .filter((value) => value !== candidate.design[name])
      .map((value): Turn => ({ switch: name, value })),
  );
  await inParallel(checker.threads, turns, async (turn) => {
    if (checker.outOfTime()) return;
    const design: Design = { ...candidate.design, [turn.switch]: turn.value };
    const other = await checker.check({ name: candidate.name, design }, configuration, all);
    if (other.ended !== undefined) return;
    const left = new Set(other.failures.map(keyOf));
    for (const [key, removedBy] of found) if (!left.has(key)) removedBy.push(turn);
  });
  return result.failures.map((trace) => ({ trace, removedBy: found.get(keyOf(trace))! }));
}

type Turn = BaselineFailure['removedBy'][number];

function keyOf({ property, failureClass }: Trace): string {
  return `${property} ${failureClass}`;
}
