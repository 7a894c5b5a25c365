import { afterAll, describe, expect, it } from 'vitest';
import { basesOf, tryBase } from '../src/analysis/mutation/mutation-base.ts';
import { tryMutant, type MutantEntry } from '../src/analysis/mutation/mutation.ts';
import { deadlockProperty } from '../src/checking/check.ts';
import { safetyFamilies } from './all.ts';
import { convergence } from './convergence.ts';
import { mutants } from './mutants/all.ts';
import { progress } from './progress.ts';
import { costsId } from './quantities.ts';
import type { Mutant } from './mutants/mutant.ts';

const options = { maxStates: 3_000_000 };
const entries = new Map<Mutant, MutantEntry>();
afterAll(() => entries.clear());

/** Tries each mutant once, whichever test comes first, or alone. */
function found(mutant: Mutant): MutantEntry {
  const entry = entries.get(mutant) ?? tryMutant(mutant, options);
  entries.set(mutant, entry);
  return entry;
}

const killable = mutants.flatMap((mutant) =>
  'killedBy' in mutant.fate ? [[mutant.name, mutant.fate.killedBy, mutant] as const] : [],
);
const equivalent = mutants.flatMap((mutant) =>
  'equivalent' in mutant.fate ? [[mutant.name, mutant] as const] : [],
);

describe('mutants', () => {
  it.each(killable)(
    '%s is killed by %s',
    (_name, killedBy, mutant) => {
      const { outcome, kill } = found(mutant);
      expect([outcome, kill?.property]).toEqual(['killed', killedBy]);
    },
    180_000,
  );

  it.each(equivalent)(
    '%s changes nothing',
    (_name, mutant) => {
      expect(found(mutant)).toMatchObject({ outcome: 'equivalent' });
    },
    180_000,
  );

  it('are made of designs that hold in the same configurations', () => {
    const bases = basesOf(mutants, mutants.map(found)).map((base) => tryBase(base, options));
    expect(bases.length).toBeGreaterThan(0);
    expect(bases.filter(({ holds }) => !holds)).toEqual([]);
  }, 600_000);

  it('have names of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });
});

it('every property kills a mutant', () => {
  const killers = new Set(killable.map(([, killedBy]) => killedBy));
  const states = [deadlockProperty, convergence.id, ...safetyFamilies.map(({ id }) => id)];
  const properties = [...states, progress.id, costsId];
  expect([...killers].toSorted()).toEqual(properties.toSorted());
});
