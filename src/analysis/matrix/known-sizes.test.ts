/** Whether a hazard adds anything is read off searches that were made anyway. */
import { expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { inertHazards, knownSizes, learnSizes } from './ineffective-hazards.ts';
import { scenarioSystem } from './scenario-system.ts';

const scenario = (hazards: readonly HazardName[]): Scenario => ({
  designName: 'xen',
  design: designs.xen,
  hazards,
  scope: scopes.bare,
});

test('a configuration that was searched is not searched again for its size', () => {
  const [plain, struck] = [scenario([]), scenario(['abort'])].map((each) => ({
    each,
    result: check(scenarioSystem(each).system),
  }));
  expect(knownSizes()).toEqual({});
  expect(inertHazards(plain!.each, plain!.result)).toEqual({});
  expect(inertHazards(struck!.each, struck!.result)).toEqual({});
  // The two themselves, and no third.
  const sizes = Object.entries(knownSizes());
  expect(sizes.map(([, { states }]) => states)).toEqual([
    plain!.result.states,
    struck!.result.states,
  ]);
  expect(struck!.result.states).toBeGreaterThan(plain!.result.states);
  // What another thread found is believed: as if the hazard added nothing.
  learnSizes({ [sizes[0]![0]]: sizes[1]![1] });
  expect(Object.keys(inertHazards(struck!.each, struck!.result))).toEqual(['abort']);
});

test('a search with reductions of its own says nothing of sizes', () => {
  const each = scenario(['swap']);
  const result = check(scenarioSystem(each).system, { maxStates: 10 });
  const before = Object.keys(knownSizes()).length;
  expect(inertHazards(each, result)).toEqual({});
  inertHazards(scenario([]), check(scenarioSystem(scenario([])).system), { reduce: [] });
  expect(Object.keys(knownSizes())).toHaveLength(before);
});

test('the same configuration is the same system, unless something departs from it', () => {
  const each = scenario([]);
  const one = scenarioSystem(each);
  expect(scenarioSystem({ ...each, designName: 'another name' })).toBe(one);
  expect(scenarioSystem(each, (process) => process)).not.toBe(one);
  expect(scenarioSystem(each, undefined, { judgesSteps: false })).not.toBe(one);
  for (const hazard of ['abort', 'swap', 'share', 'fullGc'] as const) {
    expect(scenarioSystem(scenario([hazard]))).not.toBe(one);
  }
  // Only the last few are kept.
  expect(scenarioSystem(each)).not.toBe(one);
});
