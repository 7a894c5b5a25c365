import { hasCacheApp, type HazardName } from '../../../models/hazards.ts';
import {
  type BoundName,
  type Scope,
  boundNames,
  scopes,
  sizedScope,
} from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import { findGoals } from '../../checking/coverage/covering-paths.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { scopeFault } from '../matrix/sized-scope.ts';

/** What a scope was made larger by: a bound, or a second application. */
export type Growth = BoundName | 'applications';

/** Behaviours of one configuration, by kind. */
export type BehaviourKind = 'goal' | 'bug class' | 'property exercised';

/** What one larger configuration showed that no smaller one had. */
export interface CutOffTrial {
  readonly grown: Growth;
  readonly scope: string;
  readonly hazards: readonly HazardName[];
  readonly states: number;
  /** Whether every reachable state was looked at; else more may be new. */
  readonly isWhole: boolean;
  readonly fresh: readonly string[];
}

/** From one scope to the next: everything that was tried, and what was taken over. */
export interface CutOffRound {
  readonly from: string;
  readonly hazards: readonly HazardName[];
  readonly trials: readonly CutOffTrial[];
  readonly adopted?: Growth;
}

export interface CutOff {
  /** Behaviours of the first configuration, and of all configurations that were taken over. */
  readonly behavioursAtFirst: number;
  readonly behaviours: number;
  readonly rounds: readonly CutOffRound[];
  /** The last configuration that was taken over. */
  readonly scope: string;
  readonly hazards: readonly HazardName[];
  /** - `settled`: no bound, made larger by one, shows anything new, each search complete
   *  - `cut`: nothing new appeared, but some search was cut by `maxStates`
   *  - `stopped`: `stop` ended it before */
  readonly end: 'settled' | 'cut' | 'stopped';
}

export interface CutOffOptions {
  /** What may be made larger. Default: every bound that counts in the configuration, and the applications. */
  readonly growths?: readonly Growth[];
  /** States of each search at most. */
  readonly maxStates: number;
  /** Asked before each configuration; true ends it. */
  readonly stop?: () => boolean;
  /** Called before each configuration. */
  readonly onTrial?: (scope: string) => void;
}

/**
 * Makes a scope larger, bound by bound, as long as something new appears: a control state, a transition,
 * a pair of transitions or a guard outcome of some chart, a failure class, an exercised property.
 * Of all bounds that show something new the one with the most per state is taken over. What comes out is
 * the smallest scope on that way after which no single bound, made larger by one, adds anything: evidence
 * for a cut-off, and no proof of one. Cost: two searches and one per process, for each trial.
 */
export function findCutOff(start: Scenario, options: CutOffOptions): CutOff {
  const known = new Set(behavioursOf(start, options).behaviours);
  const behavioursAtFirst = known.size;
  const rounds: CutOffRound[] = [];
  let configuration = start;
  const reported = (end: CutOff['end']): CutOff => ({
    behavioursAtFirst,
    behaviours: known.size,
    rounds,
    scope: configuration.scope.name,
    hazards: configuration.hazards,
    end,
  });
  for (;;) {
    const trials: (CutOffTrial & { readonly configuration: Scenario })[] = [];
    const from = { from: configuration.scope.name, hazards: configuration.hazards };
    for (const grown of options.growths ?? growthsOf(configuration)) {
      if (options.stop?.() === true) {
        rounds.push({ ...from, trials: trials.map(plain) });
        return reported('stopped');
      }
      const larger = grownBy(configuration, grown);
      if (larger === undefined) continue;
      const { scope, hazards } = larger;
      options.onTrial?.(scope.name);
      const { behaviours, states, isWhole } = behavioursOf(larger, options);
      const fresh = behaviours.filter((each) => !known.has(each)).toSorted();
      trials.push({
        grown,
        scope: scope.name,
        hazards,
        states,
        isWhole,
        fresh,
        configuration: larger,
      });
    }
    const best = trials
      .filter(({ fresh }) => fresh.length > 0)
      .toSorted((a, b) => b.fresh.length / b.states - a.fresh.length / a.states)[0];
    const round = { ...from, trials: trials.map(plain) };
    if (best === undefined) {
      rounds.push(round);
      return reported(trials.every(({ isWhole }) => isWhole) ? 'settled' : 'cut');
    }
    rounds.push({ ...round, adopted: best.grown });
    configuration = best.configuration;
    for (const each of best.fresh) known.add(each);
  }
}

function plain({ grown, scope, hazards, states, isWhole, fresh }: CutOffTrial): CutOffTrial {
  return { grown, scope, hazards, states, isWhole, fresh };
}

interface Behaviours {
  readonly behaviours: readonly string[];
  readonly states: number;
  readonly isWhole: boolean;
}

function behavioursOf(scenario: Scenario, { maxStates }: CutOffOptions): Behaviours {
  const { system } = scenarioSystem(scenario);
  const { states, ended, properties } = check(system, { maxStates });
  const { goals, found, complete } = findGoals(system, maxStates);
  const named = (kind: BehaviourKind, name: string): string => `${kind}: ${name}`;
  const behaviours = [
    ...[...found.keys()].map(({ name }) => named('goal', name)),
    ...properties.flatMap(({ id, counterexamples }) =>
      counterexamples.map(({ violation }) => named('bug class', `${id} ${violation.failureClass}`)),
    ),
    ...properties
      .filter(({ exercised }) => exercised)
      .map(({ id }) => named('property exercised', id)),
  ];
  const isDecided = goals.every((goal) => !goal.inChart || found.has(goal) || complete.has(goal));
  return { behaviours, states, isWhole: ended === undefined && isDecided };
}

const everywhere: readonly Growth[] = [
  'frames',
  'oldPages',
  'edenPages',
  'survivorPages',
  'youngReservedPages',
  'kernelFrames',
  'collections',
  'resizes',
  'takes',
  'frees',
  'maxIterations',
  'fewFrames',
  'batchFrames',
  'netlinkMessages',
  'applications',
];

/** What can be made larger in a configuration: budgets of hazards only where the hazard is. */
function growthsOf({ hazards }: Scenario): Growth[] {
  const has = (hazard: HazardName): boolean => hazards.includes(hazard);
  return [
    ...everywhere,
    ...(has('remap') ? (['moves'] as const) : []),
    ...(has('livePageLeavesYoung') ? (['boundaryMoves'] as const) : []),
    ...(hazards.length > 0 ? (['strikes'] as const) : []),
    ...(has('secondMigration') ? (['migrations'] as const) : []),
    ...(hasCacheApp(hazards) ? (['cachePages'] as const) : []),
  ];
}

/** A configuration one larger; what must grow with it does. `undefined` if there is none. */
function grownBy(configuration: Scenario, grown: Growth): Scenario | undefined {
  const { hazards, scope } = configuration;
  if (grown === 'applications') {
    return hasCacheApp(hazards)
      ? undefined
      : { ...configuration, hazards: [...hazards, 'twoApps'] };
  }
  const value = scope[grown];
  if (value === 'unlimited') return undefined;
  const bounds = { ...scope, [grown]: value + 1 };
  const youngOf = ({ edenPages, survivorPages }: Scope): number => edenPages + 2 * survivorPages;
  const youngReservedPages = bounds.youngReservedPages + youngOf(bounds) - youngOf(scope);
  const used = (each: Scope): number => each.oldPages + youngOf(each) + each.kernelFrames;
  const frames = bounds.frames + used(bounds) - used(scope);
  const base: Scope = scopes[scope.name.split(':')[0] as keyof typeof scopes];
  const larger = sizedScope(base, { ...numbersOf(bounds), youngReservedPages, frames });
  return scopeFault(larger) === undefined ? { ...configuration, scope: larger } : undefined;
}

function numbersOf(scope: Scope): Partial<Record<BoundName, number>> {
  const numbers = boundNames.flatMap((bound) => {
    const value = scope[bound];
    return value === 'unlimited' ? [] : [[bound, value] as const];
  });
  return Object.fromEntries(numbers);
}
