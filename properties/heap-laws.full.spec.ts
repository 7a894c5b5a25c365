import { expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import type { HazardName } from '../models/hazards.ts';
import { scopes } from '../models/scope.ts';
import { checkScenario } from '../src/analysis/matrix/check-scenario.ts';

it('no collection writes a page of Old that was moved there from Young and then swapped out', () => {
  const hazards: HazardName[] = ['swap', 'livePageLeavesYoung', 'fullGc'];
  const scope = { ...scopes.quick, name: 'no takes', takes: 0 };
  const scenario = { designName: 'xen', design: designs.xen, hazards, scope };
  // A write to no frame lies outside every bitmap, which throws.
  const result = checkScenario(scenario, { maxStates: 200_000 });
  expect(result.verdict).toBe('inconclusive');
  const jvm = result.coverage.find(({ process }) => process === 'jvm')!;
  const moves = jvm.transitions.filter(({ guard }) => guard === 'movesToOpenOldPage');
  expect(moves.some(({ taken }) => taken > 0)).toBe(true);
});
