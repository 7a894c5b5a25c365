import { check, deadlockProperty, type CheckOptions } from '../../checking/check.ts';
import { weakFairness } from '../../checking/liveness/fairness.ts';
import { checkLiveness, type LivenessResult } from '../../checking/liveness/liveness.ts';
import { rollUp, type CheckResult } from '../../checking/verdict.ts';
import { assumedOf } from '../../subject/assumed.ts';
import type { SubjectSystem } from '../../subject/subject.ts';
import { traceOf } from '../../subject/trace.ts';
import { traceSnapshots } from '../../subject/trace-snapshots.ts';
import type { CheckEntry, PropertyEntry } from './cell-entry.ts';
import { extentOf } from './search-extent.ts';
import { propertyRows } from './property-rows.ts';

export interface FileEntryOptions extends Omit<CheckOptions, 'liveness'> {
  /** As the user named it. */
  readonly file: string;
  /** Whether the liveness goals are asked too. */
  readonly liveness?: boolean;
}

const unaskedLiveness = 'liveness is judged with --liveness';

/** Checks one system of a file and narrates what was found; `seconds` is left to the caller, who has a clock. */
export function fileEntry(
  subject: SubjectSystem,
  { file, liveness, ...options }: FileEntryOptions,
): Omit<CheckEntry, 'seconds'> {
  const { system, goals } = subject;
  const result = check(system, { ...options, liveness: false });
  const threads = options.workers?.count ?? 1;
  const runs =
    liveness === true && goals.length > 0
      ? checkLiveness(system, goals, {
          ...(options.maxStates === undefined ? {} : { maxStates: options.maxStates }),
          ...(subject.fairness === undefined ? {} : { fairness: subject.fairness }),
          reductions: result.reductions,
        })
      : undefined;
  return entryOf(subject, { file, result, threads, ...(runs === undefined ? {} : { runs }) });
}

interface FileResult {
  /** As the user named it. */
  readonly file: string;
  /** With or without the liveness goals. */
  readonly result: CheckResult;
  /** The liveness goals, if they were searched apart. */
  readonly runs?: LivenessResult;
  /** Threads that were asked for. Default 1. */
  readonly threads?: number;
}

/** What was found of one system of a file, narrated. */
export function entryOf(
  subject: SubjectSystem,
  { file, result, runs, threads = 1 }: FileResult,
): Omit<CheckEntry, 'seconds'> {
  const { name, goals } = subject;
  const assumed = assumedOf(subject, threads);
  const titles = titlesOf(subject);
  const judged = [...result.properties, ...(runs?.properties ?? [])];
  const unasked = goals.filter(({ id }) => judged.every((property) => property.id !== id));
  const properties: PropertyEntry[] = [
    ...judged.flatMap((property) =>
      propertyRows(titles.get(property.id) ?? property.id, property, (counterexample) => ({
        trace: traceOf(subject, counterexample),
        insight: { snapshots: traceSnapshots(subject, counterexample.steps) },
      })),
    ),
    ...unasked.map(({ id, title }): PropertyEntry => {
      return { id, title, verdict: 'unasked', reason: unaskedLiveness };
    }),
  ];
  const asked = properties.flatMap(({ verdict }) => (verdict === 'unasked' ? [] : [verdict]));
  return {
    scenario: { design: name, switches: {}, hazards: [], scope: file, file },
    verdict: rollUp(asked),
    properties,
    ...extentOf(result),
    ...(runs === undefined ? {} : { liveness: livenessOf(subject, runs) }),
    bounds: {},
    reductions: result.reductions,
    coverage: result.coverage,
    ...(assumed.length === 0 ? {} : { assumptions: assumed }),
  };
}

function titlesOf({ system, goals }: SubjectSystem): Map<string, string> {
  return new Map([
    ...[...system.properties, ...system.reachable, ...goals].map(
      ({ id, title }) => [id, title] as const,
    ),
    [deadlockProperty, 'No deadlock: some step is enabled until the system has terminated'],
  ]);
}

function livenessOf(
  { system, fairness = weakFairness(system) }: SubjectSystem,
  { states, transitions, ended }: LivenessResult,
): NonNullable<CheckEntry['liveness']> {
  return {
    states,
    transitions,
    fairness: Object.fromEntries(fairness.map(({ name, strength }) => [name, strength])),
    ...(ended === undefined ? {} : { ended }),
  };
}
