import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { twoPhaseCommit } from '../../examples/classics/two-phase-commit.ts';
import { Random } from '../foundation/random.ts';
import { GeneratedSteps } from './generated-steps.ts';
import type { System } from './system.ts';

const scope = { ...scopes.quick, migrations: 2 };
const migration = (design: Design, hazards: readonly HazardName[] = []): System =>
  scenarioSystem({ designName: 'tried', design, hazards, scope }, undefined, { judgesSteps: false })
    .system;

const systems: readonly (readonly [string, () => System])[] = [
  ['two-phase commit', () => twoPhaseCommit({ participants: 3 })],
  ['xen', () => migration(designs.xen)],
  ['published', () => migration(designs.published)],
  ['hardened', () => migration(designs.hardened)],
  ['hardened, struck', () => migration(designs.hardened, ['abort', 'remap', 'twoApps', 'share'])],
];

const runs = 5;
const stepsMax = 400;
const choicesTried = 6;

/** Walks at random; every answer along the way is asked of the table and of what was generated. */
function compareAlong(system: System): { readonly asked: number; readonly taken: Set<number> } {
  // Else steps would not be generated at all.
  expect(system.watch).toBeUndefined();
  const made = new GeneratedSteps(system);
  const apply = made.apply();
  const ways = system.processes.map((process) => ({
    process,
    first: made.first(process),
    events: process.table.events.map((event) => ({ event, on: made.on(process, event) })),
  }));
  const random = new Random();
  const taken = new Set<number>();
  let asked = 0;
  for (let run = 0; run < runs; run++) {
    random.start(run, 0);
    const words = system.initial();
    for (let step = 0; step < stepsMax; step++) {
      for (const { process, first, events } of ways) {
        expect(first(words)).toBe(process.firstEnabled(words));
        for (const { event, on } of events) {
          for (let choice = 0; choice < choicesTried; choice++, asked++) {
            if (on(words, choice) === process.enabledOn(words, event, choice)) continue;
            expect.unreachable(`${process.name} on ${event} with ${choice}`);
          }
        }
      }
      const enabled = system.enabled(words);
      if (enabled.length === 0) break;
      const { transition, choice } = enabled[random.below(enabled.length)]!;
      const generated = words.slice();
      apply(generated, transition, choice);
      system.apply(words, transition, choice);
      expect(generated).toEqual(words);
      taken.add(transition);
    }
  }
  return { asked, taken };
}

describe('generated steps say and do what the table does', () => {
  test.each(systems)('%s', (_name, make) => {
    const { asked, taken } = compareAlong(make());
    expect(asked).toBeGreaterThan(5000);
    expect(taken.size).toBeGreaterThan(12);
  });
});
