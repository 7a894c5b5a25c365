import fc from 'fast-check';
import { describe, expect, inject, it } from 'vitest';
import { designs, type Design } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { ActorSystem } from '../../replay/actors.ts';
import { scenarioSystem } from './scenario-system.ts';

/** The rule tables are ours, the actors are XState's: one schedule, two memories, equal after each step. */
const followed: Design = { ...designs.hardened, switchover: 'atOnce', resendPolicy: 'always' };
const all: readonly (readonly [string, Design])[] = [
  ...Object.entries(designs),
  ['hardened, its frames following it', followed],
];

describe('rule tables and real XState actors in lock step', () => {
  it.each(all)('over generated schedules of %s', (designName, design) => {
    const { system } = scenarioSystem({
      designName,
      design,
      hazards: hazardNames,
      scope: scopes.deep,
    });
    let steps = 0;
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 60, maxLength: 160, size: 'max' }), (picks) => {
        const actors = new ActorSystem(system);
        const words = system.initial();
        for (const pick of picks) {
          const enabled = system.enabled(words);
          if (enabled.length === 0) break;
          const { transition, choice } = enabled[pick % enabled.length]!;
          const { process, event, rule } = system.transitions[transition]!;
          if (rule === undefined) break;
          system.apply(words, transition, choice);
          actors.send(process, event, choice);
          expect(actors.words).toEqual(words);
          steps++;
        }
      }),
      { numRuns: inject('thorough') ? 60 : 20 },
    );
    expect(steps).toBeGreaterThan(1000);
  });
});
