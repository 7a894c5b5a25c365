import { describe, expect, inject, test } from 'vitest';
import { designs } from '../models/design.ts';
import { scopes } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { check, type CheckOptions } from '../src/checking/check.ts';
import { qemuSystem } from '../src/migration/qemu/system.ts';
import type { System } from '../src/system/system.ts';

/** What a search says, but for the states that it took to say it. */
function reported(system: System, options: CheckOptions) {
  const { states, properties } = check(system, options);
  const verdicts = properties.map(({ id, verdict, counterexamples, witness }) => ({
    id,
    verdict,
    found: counterexamples.map(({ violation, steps }) => [violation.failureClass, steps.length]),
    witness: witness?.length,
  }));
  return { states, verdicts };
}

function migrationOf(name: 'xen' | 'published' | 'hardened'): System {
  const design = designs[name];
  return scenarioSystem({ designName: name, design, hazards: [], scope: scopes.bare }).system;
}

function qemuOf(window: 'open' | 'drained'): System {
  const size = { frames: 2, hintsInFlight: 1, takes: 1, frees: 1, hints: 2, bursts: 2 };
  return qemuSystem(size, { hints: 'on', window }, (page) => page === 1).system;
}

const systems: readonly (readonly [string, System])[] = [
  ['xen, scope bare', migrationOf('xen')],
  ['QEMU, hints at any moment', qemuOf('open')],
  ['published, scope bare', migrationOf('published')],
  ['hardened, scope bare', migrationOf('hardened')],
  ['QEMU, hints between two syncs', qemuOf('drained')],
];

describe.each(inject('thorough') ? systems : systems.slice(0, 2))('%s', (_, system) => {
  const complete = reported(system, { reduce: [] });

  test.each([[['dead']], [['order']], [['dead', 'order']]] as const)('%j', (reduce) => {
    const reduced = reported(system, { reduce });
    expect(reduced.verdicts).toEqual(complete.verdicts);
    expect(reduced.states).toBeLessThanOrEqual(complete.states);
  });
});
