import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { consumedDirtinessId } from '../../../properties/consumed-dirtiness.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { checkScenario } from '../matrix/check-scenario.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { detectConsumedDirtiness } from './detect.ts';
import { detectingSystem } from './detecting-system.ts';
import { witnessClass } from './passing-run.ts';
import { replayTrace } from '../counterexamples/replay-trace.ts';
import { witnessesOf } from './witness.ts';

function scenario(changes: Partial<Design> = {}): Scenario {
  const design = { ...designs.hardened, ...changes };
  return { designName: 'hardened', design, hazards: [], scope: scopes.small };
}

describe('witnesses', () => {
  const given = scenario();
  const found = witnessesOf(given, {});

  test('there is one of every property that is asked', () => {
    const asked = checkScenario(given).properties.map(({ id }) => id);
    expect(found.map(({ property }) => property).toSorted()).toEqual(asked.toSorted());
    expect(found.filter((witness) => 'none' in witness)).toEqual([]);
  });

  test('replay, as passing runs that terminate', () => {
    for (const witness of found) {
      if ('none' in witness) continue;
      expect(witness.trace.failureClass).toBe(witnessClass);
      replayTrace(scenarioSystem(given), witness.trace, 'a witness');
    }
  });

  test('cut before its end, or given for a run that fails, it is none', () => {
    const [witness] = found;
    if (witness === undefined || 'none' in witness) throw new Error('no witness');
    const { trace } = witness;
    const cut = { ...trace, steps: trace.steps.slice(0, -1) };
    expect(() => replayTrace(scenarioSystem(given), cut, 'cut')).toThrow(/without the recorded/);
  });

  test('a property that is never exercised has none, and that is said', () => {
    const [first] = witnessesOf(given, { maxStates: 50 });
    expect(first).toMatchObject({ none: expect.stringContaining('in what was searched') });
  });
});

describe('consumed dirtiness', () => {
  test('is found where skipped frames are dropped, and replays', () => {
    const given = scenario({ skippedFrames: 'drop' });
    const { verdict, runs } = detectConsumedDirtiness(given, {});
    expect(verdict).toBe('violated');
    expect(runs.length).toBeGreaterThan(0);
    for (const trace of runs) {
      expect(trace.property).toBe(consumedDirtinessId);
      replayTrace(detectingSystem(given), trace, 'a detection');
    }
  });

  test('comes before the loss, and where luck prevents the loss too', () => {
    const given = scenario({ skippedFrames: 'drop' });
    const [first] = detectConsumedDirtiness(given, {}).runs;
    const lost = checkScenario(given).properties.find(({ id }) => id === 'S1');
    expect(first!.steps.length).toBeLessThan(lost!.counterexamples[0]!.steps.length);
  });

  test.each([[{}], [{ skippedFrames: 'drop', unskip: 'setBitAndDirty' } as const]])(
    'is in no run with %o, and was exercised',
    (changes) => {
      expect(detectConsumedDirtiness(scenario(changes), {}).verdict).toBe('verified');
    },
  );

  test('asking changes no count, and nobody asks by default', () => {
    const given = scenario();
    expect(detectConsumedDirtiness(given, {}).states).toBe(checkScenario(given).states);
    const ids = scenarioSystem(given).system.properties.map(({ id }) => id);
    expect(ids).not.toContain(consumedDirtinessId);
  });
});
