import { InputError } from '../../foundation/input-error.ts';
import { deadlockIn } from '../../system/deadlock.ts';
import { askedAt } from '../../system/asked-at.ts';
import type { System } from '../../system/system.ts';
import type { JudgeReport } from '../judge.ts';
import { judgedProperties } from '../judged-properties.ts';
import type { Normalise } from '../reductions/symmetry.ts';
import type { StateStore } from '../stores/state-store.ts';
import { stepsTo } from './paths.ts';
import type { SearchPosition } from './search.ts';

/** All of a search but its store, as it is written down. */
export interface SavedSearch {
  readonly position: SearchPosition;
  /** States in the store. */
  readonly states: number;
  readonly taken: readonly number[];
  readonly held: readonly number[];
  readonly failed: readonly number[];
  readonly judges: readonly JudgeReport[];
}

/** What a saved search is of. */
export interface SavedOf {
  readonly system: System;
  readonly normalise: Normalise | undefined;
}

/** States whose way and whose successors are recomputed when a search is loaded: so many of two kinds. */
const sampleSize = 32;
const findingsMax = 10_000;
const countMax = 2 ** 32 - 1;

/**
 * What is wrong with a saved search before its states are looked at; `undefined` where nothing is. `content`
 * comes from a file.
 */
export function departureOf(content: unknown, { system }: SavedOf): string | undefined {
  if (typeof content !== 'object' || content === null) return 'no object';
  const { position, states, taken, held, failed, judges } = content as Partial<SavedSearch>;
  if (!isCount(states) || states < 1) return 'its number of states';
  const { depth, levelEnd, expanded } = position ?? ({} as Partial<SearchPosition>);
  if (!isCount(depth) || !isCount(levelEnd) || !isCount(expanded)) return 'its position';
  if (expanded > levelEnd || levelEnd > states) {
    return `${expanded} states expanded, a level up to ${levelEnd}, of ${states} states`;
  }
  const { length } = system.transitions;
  for (const [name, counts] of Object.entries({ taken, held, failed })) {
    if (!Array.isArray(counts) || counts.length !== length || !counts.every(isWhole)) {
      return `its counts '${name}'`;
    }
  }
  const total = taken!.reduce((sum, count) => sum + count, 0);
  if (total < states - 1) return `${total} steps taken to ${states} states`;
  const asked = judgedProperties(system).length + 1;
  if (!Array.isArray(judges) || judges.length !== asked) return 'its findings';
  return judges.every((report) => isReport(report, states)) ? undefined : 'its findings';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCount(value: unknown): value is number {
  return isWhole(value) && value <= countMax;
}

function isReport(value: unknown, states: number): value is JudgeReport {
  if (typeof value !== 'object' || value === null) return false;
  const { exercised, found } = value as Partial<JudgeReport>;
  if (typeof exercised !== 'boolean' || !Array.isArray(found)) return false;
  let count = 0;
  const classes = new Set<string>();
  const areFindings = (found as Partial<JudgeReport['found'][number]>[]).every((finding) => {
    const { failureClass, ids } = finding ?? {};
    if (typeof failureClass !== 'string' || !Array.isArray(ids) || ids.length === 0) return false;
    count += ids.length;
    classes.add(failureClass);
    const rises = (id: unknown, at: number): boolean =>
      isCount(id) && id < states && (at === 0 || id > ids[at - 1]!);
    return ids.every(rises);
  });
  return areFindings && classes.size === found.length && count <= findingsMax;
}

/**
 * Recomputes a sample of a search that was loaded: that its states are reached as it says, that their successors are
 * known, and that what is found in them was found. Every finding is looked at. Throws `InputError('data')` where
 * one is not so. This notices damage; a forger who knows the format can still write what was never searched.
 */
export function requireSample(
  saved: SavedSearch,
  store: StateStore,
  { system, normalise }: SavedOf,
): void {
  const { position, judges } = saved;
  const properties = judgedProperties(system);
  const wordsOf = (state: number): Uint32Array => {
    const words = system.initial();
    for (const { transition, choice } of stepsTo(system, state, { ancestry: store, normalise })) {
      system.apply(words, transition, choice);
    }
    normalise?.(words);
    return words;
  };
  const failuresOf = (words: Uint32Array): (string | undefined)[] => [
    ...properties.map((property) =>
      askedAt(system, property)(words) ? property.violation(words)?.failureClass : undefined,
    ),
    deadlockIn(system, words)?.failureClass,
  ];
  judges.forEach(({ found }, judge) => {
    for (const { failureClass, ids } of found) {
      for (const id of ids) {
        if (failuresOf(wordsOf(id))[judge] !== failureClass) refuse(`state ${id} does not fail`);
      }
    }
  });
  for (const state of sampleOf(saved)) {
    const words = wordsOf(state);
    failuresOf(words).forEach((failureClass, judge) => {
      // Deadlock is looked for when a state is expanded.
      if (failureClass === undefined || (judge === properties.length && state >= position.expanded))
        return;
      const { found } = judges[judge]!;
      if (found.some((finding) => finding.failureClass === failureClass)) return;
      refuse(`state ${state} fails, which is not among its findings`);
    });
    if (state < position.expanded) requireKnown(words, state, { system, normalise, store });
  }
}

/** The states that were expanded last, and others all over. */
function sampleOf({ states, position }: SavedSearch): Set<number> {
  const sample = new Set<number>();
  for (let at = 0; at < sampleSize; at++) {
    const last = position.expanded - 1 - at;
    if (last >= 0) sample.add(last);
    sample.add(Math.floor((at * (states - 1)) / (sampleSize - 1)));
  }
  return sample;
}

function requireKnown(
  words: Uint32Array,
  state: number,
  { system, normalise, store }: SavedOf & { readonly store: StateStore },
): void {
  for (const { transition, choice } of system.enabled(words)) {
    const next = words.slice();
    system.apply(next, transition, choice);
    normalise?.(next);
    if (!store.has(next)) refuse(`a successor of state ${state} is missing`);
  }
}

function refuse(reason: string): never {
  throw new InputError('data', reason);
}
