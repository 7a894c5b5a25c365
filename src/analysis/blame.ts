import type { AssumptionName } from '../../models/assumptions.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Design, SwitchName } from '../../models/design.ts';
import type { Verdict } from '../checking/verdict.ts';
import { minimalAssumptions } from './assumption-sets.ts';
import type { Examiner } from './lesson.ts';
import { candidateValues, switchNames } from './settings.ts';
import type { Trace } from './trace.ts';
import type { Candidate, World, WorldResult } from './world.ts';

/** A check of a design in a world. */
export interface BlameCell {
  readonly world: World;
  readonly result: WorldResult;
  /** The hazards changed nothing: as many states as without them, within the same bounds. */
  readonly idle: boolean;
}

/** Of one property, or of all together: which worlds break it, and what the paper must assume. */
export interface Blame {
  /** `all` for all together. */
  readonly property: string;
  /** `unasked` where the property makes no sense without some hazard. */
  readonly ordinary: Verdict | 'unasked';
  /** The smallest sets of hazards that break it, and the shortest run that does. */
  readonly brokenBy: readonly { readonly world: World; readonly trace: Trace }[];
  readonly survives: readonly World[];
  /** A budget ended the search before anything broke. */
  readonly open: readonly World[];
  /** The minimal sets of assumptions under which nothing that was seen breaks it; `undefined`: none does,
   * for it breaks in ordinary life. */
  readonly assumptions: readonly (readonly AssumptionName[])[] | undefined;
}

/** A kind of failure in ordinary life, and every switch that alone removes it. */
export interface OrdinaryFailure {
  readonly trace: Trace;
  readonly removedBy: readonly { readonly switch: SwitchName; readonly value: string }[];
}

export interface DesignBlame {
  readonly candidate: Candidate;
  readonly cells: readonly BlameCell[];
  readonly all: Blame;
  readonly properties: readonly Blame[];
  readonly ordinaryFailures: readonly OrdinaryFailure[];
  /** Worlds that were not begun for want of time. */
  readonly notBegun: readonly World[];
}

export interface BlameOptions {
  readonly candidate: Candidate;
  readonly hazards: readonly HazardName[];
  /** Bounds to try, one after the other, as long as a budget ends the search before anything breaks. The
   * last of several are searched with `lastEffort` times the budget. */
  readonly scopes: readonly World['scope'][];
  readonly lastEffort: number;
  /** Bounds of pairs. */
  readonly pairScope: World['scope'];
}

const all = { finish: 'all', effort: 1 } as const;

/**
 * Which of the paper's assumptions a design rests on. A world with more hazards has more runs, so what
 * breaks a design breaks it in every larger world, and only the smallest worlds are sought: ordinary
 * life, each hazard alone, all of those that it survives together, and every two of them. A design that
 * fails in ordinary life rests on no set of assumptions; it is asked property by property, and each of
 * its switches is turned to see which of them removes which failure.
 */
export async function blame(examiner: Examiner, options: BlameOptions): Promise<DesignBlame> {
  const { candidate, hazards } = options;
  const cells: BlameCell[] = [];
  const notBegun: World[] = [];
  const ordinary = await ordinaryCells(examiner, options);
  const sizes = new Map(ordinary.map(({ world, result }) => [world.scope, result.states]));
  const [first] = ordinary;
  cells.push(first!);
  const look = async (
    world: readonly HazardName[],
    scopes: readonly World['scope'][],
  ): Promise<void> => {
    let scope = scopes[0]!;
    if (examiner.outOfTime()) return void notBegun.push({ hazards: world, scope });
    let result = await examiner.check(candidate, { hazards: world, scope }, all);
    for (const next of scopes.slice(1)) {
      if (result.verdict !== 'inconclusive') break;
      cells.push({ world: { hazards: world, scope }, result, idle: false });
      scope = next;
      const pains = { finish: 'all', effort: options.lastEffort } as const;
      result = await examiner.check(candidate, { hazards: world, scope }, pains);
    }
    cells.push({
      world: { hazards: world, scope },
      result,
      idle: sizes.get(scope) === result.states,
    });
  };
  await inParallel(examiner.threads, hazards, (hazard) => look([hazard], options.scopes));
  const holds = first!.result.verdict !== 'violated';
  if (holds) {
    const broken = new Set(cells.filter(isBroken).flatMap(({ world }) => world.hazards));
    const survived = hazards.filter((hazard) => !broken.has(hazard));
    const pairs = survived.flatMap((one, at) => survived.slice(at + 1).map((two) => [one, two]));
    const crowds = survived.length > 2 ? [survived, ...pairs] : pairs;
    await inParallel(examiner.threads, crowds, (world) => look(world, [options.pairScope]));
  }
  const ids = first!.result.properties.map(({ id }) => id);
  const later = cells.flatMap(({ result }) => result.properties.map(({ id }) => id));
  return {
    candidate,
    cells,
    all: blameOf('all', cells),
    properties: [...new Set([...ids, ...later])].map((id) => blameOf(id, cells)),
    ordinaryFailures: holds ? [] : await repairsOf(examiner, candidate, first!),
    notBegun,
  };
}

/** Ordinary life within each of the bounds, the largest first: the others only tell idle hazards. */
async function ordinaryCells(
  examiner: Examiner,
  { candidate, scopes, pairScope }: BlameOptions,
): Promise<BlameCell[]> {
  const bounds = [...new Set([...scopes, pairScope])];
  return Promise.all(
    bounds.map(async (scope) => {
      const world: World = { hazards: [], scope };
      return { world, result: await examiner.check(candidate, world, all), idle: false };
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

function isBroken({ result }: BlameCell): boolean {
  return result.verdict === 'violated';
}

/** What the cells say of one property, or of all. */
function blameOf(property: string, cells: readonly BlameCell[]): Blame {
  const verdictIn = ({ result }: BlameCell): Verdict | undefined =>
    property === 'all'
      ? result.verdict
      : result.properties.find(({ id }) => id === property)?.verdict;
  const failing = cells.filter((cell) => verdictIn(cell) === 'violated');
  const smallest = failing.filter(
    ({ world }) => !failing.some((other) => isBelow(other.world, world)),
  );
  const settled = new Set(
    cells
      .filter((cell) => verdictIn(cell) === 'verified' || verdictIn(cell) === 'vacuous')
      .map(({ world }) => world.hazards.join()),
  );
  const worlds = (wanted: (cell: BlameCell) => boolean): World[] =>
    cells.filter((cell) => cell.world.hazards.length > 0 && wanted(cell)).map(({ world }) => world);
  return {
    property,
    ordinary: verdictIn(cells[0]!) ?? 'unasked',
    brokenBy: smallest.map(({ world, result }) => ({
      world,
      trace: result.failures.find((trace) => property === 'all' || trace.property === property)!,
    })),
    survives: worlds((cell) => ['verified', 'vacuous'].includes(verdictIn(cell) ?? '')),
    open: worlds(
      (cell) => verdictIn(cell) === 'inconclusive' && !settled.has(cell.world.hazards.join()),
    ),
    assumptions: minimalAssumptions(smallest.map(({ world }) => world.hazards)),
  };
}

function isBelow(one: World, other: World): boolean {
  return (
    one.hazards.length < other.hazards.length &&
    one.hazards.every((hazard) => other.hazards.includes(hazard))
  );
}

/** Turns each switch alone, and sees which kinds of failure are gone from ordinary life. */
async function repairsOf(
  examiner: Examiner,
  candidate: Candidate,
  { world, result }: BlameCell,
): Promise<OrdinaryFailure[]> {
  const found = new Map(result.failures.map((trace) => [keyOf(trace), [] as Turn[]]));
  const turns = switchNames.flatMap((name) =>
    candidateValues(name)
      .filter((value) => value !== candidate.design[name])
      .map((value): Turn => ({ switch: name, value })),
  );
  await inParallel(examiner.threads, turns, async (turn) => {
    if (examiner.outOfTime()) return;
    const design: Design = { ...candidate.design, [turn.switch]: turn.value };
    const other = await examiner.check({ name: candidate.name, design }, world, all);
    if (other.ended !== undefined) return;
    const left = new Set(other.failures.map(keyOf));
    for (const [key, removedBy] of found) if (!left.has(key)) removedBy.push(turn);
  });
  return result.failures.map((trace) => ({ trace, removedBy: found.get(keyOf(trace))! }));
}

type Turn = OrdinaryFailure['removedBy'][number];

function keyOf({ property, bugClass }: Trace): string {
  return `${property} ${bugClass}`;
}
