import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { checkRuns } from '../src/analysis/matrix/check-liveness.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { check } from '../src/checking/check.ts';
import type { LivenessResult } from '../src/checking/liveness/liveness.ts';
import { lassoFlaw } from '../src/checking/liveness/lasso-replay.ts';
import type { Migration, MigrationOptions } from '../src/migration/migration-system.ts';
import { controlsOf } from '../src/system/controls-of.ts';
import type { ProcessDefinition } from '../src/system/definition.ts';
import { convergence } from './convergence.ts';
import { fairnessFor, ghostsOf } from './liveness-family.ts';
import { restless } from './mutants/restless.ts';
import { progress } from './progress.ts';

const { quick, stops } = scopes;

function migrationOf(design: Design, scope: Scope, mutate?: MigrationOptions['mutate']): Migration {
  return scenarioSystem({ designName: 'test', design, hazards: [], scope }, mutate);
}

function verdictsOf({ properties }: LivenessResult): string[] {
  return properties.map(({ id, verdict }) => `${id} ${verdict}`);
}

describe('within budgets', () => {
  it.each([
    ['xen', ['L1 verified']],
    ['published', ['L1 violated', 'L2 verified']],
    ['hardened', ['L1 verified', 'L2 verified']],
  ] as const)('%s: %j', (name, verdicts) => {
    expect(verdictsOf(checkRuns(migrationOf(designs[name], quick)))).toEqual(verdicts);
  });

  it('the coalesced notification of scenario 22 stops progress after as many steps as the deadlock', () => {
    const [found] = checkRuns(migrationOf(designs.published, quick)).properties[0]!.counterexamples;
    expect(found!.violation.failureClass).toBe('for ever: daemon awaitingReady');
    expect([found!.steps.length, found!.loopStart]).toEqual([15, 15]);
  });
});

/** Changes guards or actions of one process. */
function changed(
  name: string,
  change: (process: ProcessDefinition) => Partial<ProcessDefinition>,
): MigrationOptions['mutate'] {
  return (process) => (process.name === name ? { ...process, ...change(process) } : process);
}

describe('mutants that run for ever', () => {
  it('a module that releases nobody: L2, the threads held for ever', () => {
    const silent = changed('lkm', ({ actions }) => ({
      actions: { ...actions, multicastRelease: () => {} },
    }));
    const result = checkRuns(migrationOf(designs.hardened, quick, silent));
    expect(verdictsOf(result)).toEqual(['L1 verified', 'L2 violated']);
    const [found] = result.properties[1]!.counterexamples;
    expect(found!.violation.failureClass).toContain('agent holding');
  });

  it('a daemon that never has iterations enough: L1, a loop of steps, not a standstill', () => {
    const migration = migrationOf(designs.xen, quick, restless);
    const [found] = checkRuns(migration).properties[0]!.counterexamples;
    const { steps, loopStart } = found!;
    expect(steps.length).toBeGreaterThan(loopStart!);
    const { system } = migration;
    const goal = progress.define({ ...migration, controls: controlsOf(system) });
    const run = { steps, loopStart: loopStart!, fairness: fairnessFor(migration) };
    const ghosts = ghostsOf(migration);
    expect(lassoFlaw(system, goal, { ...run, ghosts })).toBeUndefined();
    // The judge of lassos can say no: cut short, the loop does not close.
    const cut = { ...run, steps: steps.slice(0, -1), ghosts };
    expect(lassoFlaw(system, goal, cut)).toMatch(/is not possible|does not close|not fair/);
  });
});

describe('L3', () => {
  it('each stop test ends some run of xen, and none is claimed where the bounds leave no room', () => {
    const migration = migrationOf(designs.xen, stops);
    expect(convergence.unasked(migration)).toBeUndefined();
    const { verdict, unreached } = convergence.judged(check(migration.system));
    expect([verdict, unreached]).toEqual(['verified', undefined]);
    expect(convergence.unasked(migrationOf(designs.xen, quick))).toMatch(/no room/);
  });

  it('a daemon that counts skipped frames never stops by few frames where half are skipped', () => {
    const counting = changed('daemon', ({ guards }) => ({
      guards: { ...guards, fewFramesAreLeft: () => false },
    }));
    const { system } = migrationOf(designs.xen, stops, counting);
    const { verdict, unreached } = convergence.judged(check(system));
    expect([verdict, unreached]).toEqual(['violated', 'few frames']);
  });
});
