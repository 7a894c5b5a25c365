import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { designs } from '../../models/design.ts';
import { failingDesign, raceScenarios, type RaceScenario } from '../../models/scenarios.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { cacheServer } from '../../examples/classics/cache-server.ts';
import { mig } from '../../examples/classics/mig.ts';
import { peterson } from '../../examples/classics/peterson.ts';
import { twoPhaseCommit } from '../../examples/classics/two-phase-commit.ts';
import { LayoutBuilder } from '../layout/layout.ts';
import { bitsFor } from '../layout/field.ts';
import { differ } from './deadlock.ts';
import {
  enabledStepsOf,
  successorsByTable,
  successorsOf,
  type SuccessorsInput,
  type Successors,
} from './successors.ts';
import type { Step, System } from './system.ts';

const race = (scenario: RaceScenario): System => {
  const { hazards, scope } = scenario;
  return scenarioSystem({ designName: 'race', design: failingDesign(scenario), hazards, scope })
    .system;
};

const systems: readonly (readonly [string, () => System])[] = [
  ['MIG(4,2,3)', () => mig(4, 2, 3)],
  ['a cache server', cacheServer],
  ['Peterson', peterson],
  ['two-phase commit', () => twoPhaseCommit({ participants: 3 })],
  // Two races have a variant under the same number.
  ...raceScenarios.map((scenario, index): readonly [string, () => System] => [
    `race ${scenario.number}, scenario ${index + 1}`,
    () => race(scenario),
  ]),
  ...Object.entries(designs).map(([designName, design]): readonly [string, () => System] => [
    `design ${designName}`,
    () => scenarioSystem({ designName, design, hazards: [], scope: scopes.ci }).system,
  ]),
];

/** All that a way of taking steps says of a state. */
function tellsOf(make: (input: SuccessorsInput) => Successors, system: System) {
  const next = system.layout.zero();
  const { length } = system.transitions;
  const [taken, held, failed] = [0, 1, 2].map(() => new Float64Array(length));
  const counts = { taken: taken!, held: held!, failed: failed! };
  let steps: unknown[] = [];
  const visit = (transition: number, choice: number): void => {
    steps.push([transition, choice, ...next]);
    // As a reduction does.
    next.fill(0);
  };
  const successors = make({ system, next, visit, counts });
  return (words: Uint32Array): string => {
    steps = [];
    for (const count of Object.values(counts)) count.fill(0);
    const before = words.slice();
    const moved = successors(words);
    expect(words).toEqual(before);
    return JSON.stringify([moved, steps, ...Object.values(counts).map((count) => [...count])]);
  };
}

/** Steps one after the other, by `System.enabled` and `System.apply`. */
function walk(system: System, draws: readonly number[], visit: (words: Uint32Array) => void): void {
  const words = system.initial();
  for (const draw of draws) {
    visit(words);
    const steps = system.enabled(words);
    if (steps.length === 0) return;
    const { transition, choice } = steps[draw % steps.length]!;
    system.apply(words, transition, choice);
  }
}

test('each race is another system', () => {
  const races = systems.filter(([name]) => name.startsWith('race '));
  expect(new Set(races.map(([name]) => name)).size).toBe(raceScenarios.length);
});

describe.each(systems)('%s', (_name, build) => {
  test('generated code, the table and System.apply say the same of the states of random runs', () => {
    const system = build();
    const generated = tellsOf(successorsOf, system);
    const byTable = tellsOf(successorsByTable, system);
    const enabled = enabledStepsOf(system);
    const draws = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });
    const expectSame = (words: Uint32Array): void => {
      const reported = generated(words);
      expect(reported).toBe(byTable(words));
      const steps = system.enabled(words).map(({ transition, choice }) => {
        const after = words.slice();
        system.apply(after, transition, choice);
        return { transition, step: [transition, choice, ...after], after };
      });
      const visited: Step[] = [];
      enabled(words, (transition, choice) => visited.push({ transition, choice }));
      expect(visited).toEqual(system.enabled(words));
      const moved = steps.some(
        ({ transition, after }) => system.transitions[transition]!.progress && differ(words, after),
      );
      const start = JSON.stringify([moved, steps.map(({ step }) => step)]);
      expect(reported.startsWith(start.slice(0, -1))).toBe(true);
    };
    fc.assert(
      fc.property(draws, (each) => walk(system, each, expectSame)),
      { numRuns: inject('thorough') ? 5 : 2 },
    );
  });
});

test('the source that a field gives does what the field does', () => {
  const field = fc.record({ bits: fc.constantFrom(1, 2, 4, 8, 16, 32), length: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 6 }), fc.nat(), (fields, seed) => {
      const builder = new LayoutBuilder();
      const made = fields.map(({ bits, length }, at) => {
        return builder.field(`f${at}`, bitsFor(2 ** bits - 1), length + 1);
      });
      const words = builder.build().zero();
      words.forEach((_, at) => (words[at] = Math.imul(seed + at, 0x9e37_79b1)));
      for (const each of made) {
        const value = (seed * 7) % (each.valueMax + 1);
        const [own, other] = [words.slice(), words.slice()];
        // eslint-disable-next-line typescript/no-implied-eval -- this is what is tested
        const run = new Function(
          'words',
          `${each.sourceOfSet('words', value)} return ${each.sourceOfGet('words')};`,
        );
        expect(run(own)).toBe(value);
        each.set(other, 0, value);
        expect(own).toEqual(other);
      }
    }),
  );
});
