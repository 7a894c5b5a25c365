import { describe, expect, test } from 'vitest';
import { designs } from '../models/design.ts';
import { scopes } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/check-scenario.ts';
import { check, type CheckOptions } from '../src/checking/check.ts';

/** What a search says, but for the states that it took to say it. */
function told(name: 'xen' | 'published' | 'hardened', options: CheckOptions) {
  const design = designs[name];
  const { system } = scenarioSystem({ designName: name, design, hazards: [], scope: scopes.bare });
  const { states, properties } = check(system, options);
  const verdicts = properties.map(({ id, verdict, counterexamples, witness }) => ({
    id,
    verdict,
    found: counterexamples.map(({ violation, steps }) => [violation.bugClass, steps.length]),
    witness: witness?.length,
  }));
  return { states, verdicts };
}

describe.each(['xen', 'published', 'hardened'] as const)('%s in scope bare', (name) => {
  const whole = told(name, { reduce: [] });

  test.each([[['dead']], [['order']], [['dead', 'order']]] as const)('%j', (reduce) => {
    const reduced = told(name, { reduce });
    expect(reduced.verdicts).toEqual(whole.verdicts);
    expect(reduced.states).toBeLessThanOrEqual(whole.states);
  });
});
