import { describe, expect, it } from 'vitest';
import { designs } from '../../../models/design.ts';
import { failingDesign, raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import type { System } from '../../system/system.ts';
import { certaintyOf } from './certainty.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { insightOf } from './insight.ts';
import { repairerOf } from './repairs.ts';
import { traceOf } from '../../subject/trace.ts';
import { viewOf } from './migration-view.ts';

const scenario = {
  designName: 'published',
  design: designs.published,
  hazards: [],
  scope: scopes.quick,
} as const;
const migration = scenarioSystem(scenario);
const repairer = repairerOf(scenario);
const counterexamples = check(migration.system).properties.flatMap((property) =>
  property.counterexamples.map((counterexample) => {
    const trace = traceOf(viewOf(migration), counterexample);
    const insight = insightOf(migration, scenario, { counterexample, trace, repairer });
    return { counterexample, trace, insight };
  }),
);

/** Whether an end without a violation can be reached from a state: by brute force over all states. */
function canEndWell(system: System, start: Uint32Array, id: string): boolean {
  const property = system.properties.find((candidate) => candidate.id === id);
  const fails = (words: Uint32Array): boolean =>
    system.stateOf(words, 'daemon') === 'activating' && property?.violation(words) !== undefined;
  const seen = new Set([start.join()]);
  const open = [start];
  for (let words = open.pop(); words !== undefined; words = open.pop()) {
    if (fails(words)) continue;
    if (system.isTerminal(words, 0)) return true;
    for (const { transition, choice } of system.enabled(words)) {
      const next = words.slice();
      system.apply(next, transition, choice);
      if (!seen.has(next.join())) open.push(next);
      seen.add(next.join());
    }
  }
  return false;
}

describe('the moment from which a loss is certain', () => {
  it.each(counterexamples.filter(({ trace }) => trace.property === 'S1'))(
    'is the first from which brute force finds no good end: $trace.failureClass',
    ({ counterexample: { steps }, insight }) => {
      const { system } = migration;
      const words = system.initial();
      let before = words.slice();
      for (const { transition, choice } of steps.slice(0, insight.certain.step)) {
        before = words.slice();
        system.apply(words, transition, choice);
      }
      expect(insight.certain.isExact).toBe(true);
      expect(canEndWell(system, words, 'S1')).toBe(false);
      expect(canEndWell(system, before, 'S1')).toBe(true);
    },
  );

  it('is not claimed where the budget of a search does not reach', () => {
    const { property, steps } = counterexamples[0]!.counterexample;
    const { step, isExact } = certaintyOf(migration.system, { property, steps }, { maxStates: 3 });
    expect(isExact).toBe(false);
    expect(step).toBeGreaterThanOrEqual(counterexamples[0]!.insight.certain.step);
  });
});

describe('the clauses of a broken property', () => {
  it('have a truth in every state, and one of them is violated in the last', () => {
    expect(counterexamples.length).toBeGreaterThan(2);
    for (const { trace, insight } of counterexamples) {
      for (const { truth } of insight.clauses) expect(truth).toHaveLength(trace.steps.length + 1);
      expect(insight.clauses.some(({ truth }) => truth.endsWith('v'))).toBe(true);
      expect(insight.clauses.some(({ truth }) => truth.slice(0, -1).includes('v'))).toBe(false);
    }
  });
});

describe('the same schedule on hardened', () => {
  it('holds, keeps the order of what it repeats, and says what it could not', () => {
    for (const { trace, insight } of counterexamples) {
      const { outcome, rows, fate } = insight.comparison!;
      expect(outcome).toBe('holds');
      const places = rows.flatMap(({ step }) => (step === undefined ? [] : [step]));
      expect(places).toEqual(trace.steps.map((_, index) => index + 1));
      if (trace.frame !== undefined) expect(fate!.length).toBeGreaterThan(0);
    }
  });

  it('is not shown where hardened itself fails', () => {
    const { counterexample, trace } = counterexamples[0]!;
    const reference = { ...scenario, designName: 'hardened', design: designs.hardened };
    const same = { ...migration, design: designs.hardened };
    expect(
      insightOf(same, reference, { counterexample, trace, repairer }).comparison,
    ).toBeUndefined();
  });
});

describe('the switches that repair', () => {
  it('are those that the known races name, among others', () => {
    for (const { trace, insight } of counterexamples) {
      const settings = insight.repairs!.map((repair) => `${repair.switch}=${repair.value}`);
      if (trace.property === 'D') expect(settings).toContain('firstUpdate=handshake');
      else expect(settings).toContain('skippedFrames=defer');
    }
  });

  it('are what hold in a search of all schedules too, where the failure is the only one', () => {
    const race = raceScenarios.find(({ name }) => name === 'lost survivors')!;
    const design = failingDesign(race);
    const failing = { designName: 'failing', design, hazards: [], scope: scopes.quick } as const;
    const survivors = counterexamples.find(
      ({ trace }) => trace.failureClass === race.violates.failureClass,
    )!;
    expect(repairerOf(failing)(survivors.trace)).toEqual([
      { switch: 'skippedFrames', value: 'defer' },
    ]);
  });
});

describe('the snapshots', () => {
  it('shows messages, pages and frames as the memory has them', () => {
    const { snapshots } = counterexamples[0]!.insight;
    expect(snapshots.initial['channel daemonToLkm']).toBe('');
    expect(snapshots.initial['page 0']).toMatch(/^old \d occupied$/);
    const said = snapshots.changes.flatMap((changed) => Object.values(changed));
    expect(said).toContain('begin');
    expect(said).toContain('query');
    expect(snapshots.channels).toContainEqual({ name: 'lkmToAgent', receiver: 'agent' });
  });
});
