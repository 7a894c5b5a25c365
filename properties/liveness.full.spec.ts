import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { checkRuns } from '../src/analysis/matrix/check-liveness.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { checkLiveness, type LivenessResult } from '../src/checking/liveness/liveness.ts';
import { lassoFlaw } from '../src/checking/liveness/lasso-replay.ts';
import type { Migration } from '../src/migration/migration-system.ts';
import { controlsOf } from '../src/system/controls-of.ts';
import { fairnessFor, ghostsOf } from './liveness-family.ts';
import { progress } from './progress.ts';

function migrationOf(design: Design, scope: Scope): Migration {
  return scenarioSystem({ designName: 'test', design, hazards: [], scope });
}

function verdictsOf({ properties }: LivenessResult): string[] {
  return properties.map(({ id, verdict }) => `${id} ${verdict}`);
}

describe('without budgets', () => {
  const small: Scope = { ...scopes.live, takes: 0, frees: 0, resizes: 0 };

  it('collections of the JVM may go on for ever, and hardened makes progress all the same', () => {
    const result = checkRuns(migrationOf(designs.hardened, small));
    expect(verdictsOf(result)).toEqual(['L1 verified', 'L2 verified']);
    expect(result.ended).toBeUndefined();
  });

  it('weak fairness alone lets those collections starve the enforced one', () => {
    const migration = migrationOf({ ...designs.hardened, whilePreparing: 'idle' }, small);
    const { system } = migration;
    const goal = progress.define({ ...migration, controls: controlsOf(system) });
    const fairness = fairnessFor(migration).filter(({ strength }) => strength === 'weak');
    const ghosts = ghostsOf(migration);
    const [result] = checkLiveness(system, [goal], { fairness, ghosts }).properties;
    expect(result!.verdict).toBe('violated');
    for (const { steps, loopStart } of result!.counterexamples) {
      expect(steps.length).toBeGreaterThan(loopStart!);
      const run = { steps, loopStart: loopStart!, fairness, ghosts };
      expect(lassoFlaw(system, goal, run)).toBeUndefined();
    }
  });
});
