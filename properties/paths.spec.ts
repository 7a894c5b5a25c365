import { describe, expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { scopes } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { coveringPaths } from '../src/checking/coverage/covering-paths.ts';
import { ActorSystem } from '../src/replay/actors.ts';
import { askedAt } from '../src/system/asked-at.ts';

const { system } = scenarioSystem({
  designName: 'hardened',
  design: designs.hardened,
  hazards: [],
  scope: scopes.quick,
});
const { paths, goals } = coveringPaths(system, { maxStates: 150_000 });

/** Every covering path as a test of its own: the executor and XState agree, and nothing is violated. */
describe('the covering paths of hardened', () => {
  it.each(paths.map(({ name, steps }, index) => ({ name, steps, index })))(
    'path $index, to $name',
    ({ steps }) => {
      const words = system.initial();
      const actors = new ActorSystem(system);
      for (const { transition, choice } of steps) {
        const { process, event } = system.transitions[transition]!;
        system.apply(words, transition, choice);
        actors.send(process, event, choice);
        expect(actors.words).toEqual(words);
        const violated = system.properties.filter(
          (property) => askedAt(system, property)(words) && property.violation(words) !== undefined,
        );
        expect(violated.map(({ id }) => id)).toEqual([]);
      }
    },
  );

  it('leave no goal out', () => {
    expect(goals.filter(({ status }) => status === 'uncovered')).toEqual([]);
    const covered = goals.filter(({ status }) => status === 'covered');
    expect(paths.reduce((sum, { covers }) => sum + covers, 0)).toBe(covered.length);
    expect(new Set(covered.map(({ kind }) => kind)).size).toBe(4);
  });
});
