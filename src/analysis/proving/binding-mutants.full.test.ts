import { expect, test } from 'vitest';
import type { HazardName } from '../../../models/hazards.ts';
import { corpusOf, isKilled, mutantsOf } from './binding-mutants.ts';
import { comparedDesigns, modelledHazards } from './simulation-suite.ts';

const sameCopy = 'a page that is copied to one that is not seen looks the same';
const comesBack =
  'Eden does not grow, so that a page of Eden has no frame only where it was swapped out: coming back is the same step';

/** Mutants after which the same can still be seen, and why. */
const equivalent: Readonly<Record<string, string>> = {
  'agent: stopAnswering does nothing': 'it counts a strike, and the abstraction counts none',
  'daemon: rememberAbort does nothing': 'it counts a strike, and the abstraction counts none',
  'lkm: finishWalk does nothing': 'where a walk is over, its cursor has passed the page already',
  'jvm: pageHoldsGarbage never holds': sameCopy,
  'jvm: passOverWhenFull does nothing': sameCopy,
  'jvm: frameIsFreeForEden never holds': comesBack,
  'jvm: mapEdenPage does nothing': comesBack,
  'kernel: hookPrecedesFork never holds': 'the notifier before a merge does the same',
};

const runsEach = 8;

test('behaviours that are taken away from the abstract bindings are noticed', () => {
  const sets: readonly (readonly HazardName[])[] = [
    [],
    modelledHazards,
    ...modelledHazards.map((name) => [name]),
  ];
  const compared = comparedDesigns.flatMap((designName) =>
    sets.map((hazards) =>
      corpusOf({ designName, hazards }, hazards.length === 1 ? runsEach : 3 * runsEach),
    ),
  );
  // Both designs give up after a CLEAN that failed, and close the log.
  const retries = { designName: 'hardened:failedClean=retry', hazards: ['cleanFails'] } as const;
  const corpora = [...compared, corpusOf(retries, runsEach)];
  const mutants = [...mutantsOf(corpora).values()];
  const survivors = mutants
    .filter((mutant) => !corpora.some((corpus) => isKilled(mutant, corpus)))
    .map(({ name }) => name);
  expect(survivors.toSorted()).toEqual(Object.keys(equivalent).toSorted());
  expect(mutants.length - survivors.length).toBeGreaterThanOrEqual(195);
}, 600_000);
