import { afterAll, describe, expect, it } from 'vitest';
import { basesOf, tryBase } from '../src/analysis/mutation-base.ts';
import { tryMutant, type MutantEntry } from '../src/analysis/mutation.ts';
import { deadlockProperty } from '../src/checking/check.ts';
import { propertyFamilies } from './all.ts';
import { convergence } from './convergence.ts';
import { mutants } from './mutants/all.ts';
import type { Mutant } from './mutants/mutant.ts';

const options = { maxStates: 3_000_000 };
const entries = new Map<Mutant, MutantEntry>();
afterAll(() => entries.clear());

function found(mutant: Mutant): MutantEntry {
  const entry = tryMutant(mutant, options);
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

  it('are made of designs that hold in the same worlds', () => {
    const tried = mutants.filter((mutant) => entries.has(mutant));
    expect(tried).toHaveLength(mutants.length);
    const bases = basesOf(
      tried,
      tried.map((mutant) => entries.get(mutant)!),
    ).map((base) => tryBase(base, options));
    expect(bases.filter(({ holds }) => !holds)).toEqual([]);
  }, 180_000);

  it('have names of their own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });
});

it('every property kills a mutant', () => {
  const killers = new Set(killable.map(([, killedBy]) => killedBy));
  const properties = [deadlockProperty, convergence.id, ...propertyFamilies.map(({ id }) => id)];
  expect([...killers].toSorted()).toEqual(properties.toSorted());
});
