/** The same three tools on the migration: what holds is declared, what does not is expected not to. */
import { checkSystem, fuzzSystem } from 'skipover/vitest';
import { expect, it } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import { scopes, type Scope } from '../../models/scope.ts';
import { scenarioSystem } from '../../src/analysis/matrix/scenario-system.ts';
import type { System } from '../../src/system/system.ts';

function systemOf(design: Design, scope: Scope): System {
  return scenarioSystem({ designName: 'example', design, hazards: [], scope }).system;
}

const large: Scope = { ...scopes.ci, frames: 12, edenPages: 4, youngReservedPages: 7 };

checkSystem('vanilla pre-copy in scope quick', systemOf(designs.xen, scopes.quick));
fuzzSystem('hardened with 12 frames', systemOf(designs.hardened, large), {
  runs: 100,
  stepsMax: 2_000,
});

it('the published design does not hold', () => {
  expect(systemOf(designs.published, scopes.quick)).not.toHoldInEveryInterleaving({
    finish: 'first',
  });
});
