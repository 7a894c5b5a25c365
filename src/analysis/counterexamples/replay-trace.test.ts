import { describe, expect, it } from 'vitest';
import { designs } from '../../../models/design.ts';
import { failingDesign, shownRaces } from '../../../models/scenarios.ts';
import { check } from '../../checking/check.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { countsOf } from '../matrix/race-counts.ts';
import { replayTrace } from './replay-trace.ts';
import { traceOf, type Trace } from '../../subject/trace.ts';
import { viewOf } from './migration-view.ts';

const race = shownRaces[0]!;
const { hazards, scope, violates } = race;
const migration = scenarioSystem({
  designName: 'failing',
  design: failingDesign(race),
  hazards,
  scope,
});
const counterexample = check(migration.system)
  .properties.flatMap(({ counterexamples }) => counterexamples)
  .find(({ violation }) => violation.failureClass === violates.failureClass)!;
const trace = traceOf(viewOf(migration), counterexample);

describe('the counterexample of scenario 1', () => {
  it('is shown bit by bit, up to the moment of loss', () => {
    expect(trace.steps).toHaveLength(countsOf(race).counterexampleSteps!);
    expect(trace.summary).toMatchInlineSnapshot(
      `"frame 3 was sent for the last time at step 10; its transfer bit was cleared at step 19; became free, it was mapped by the JVM at step 26; became held by another process, it was free at step 32; was written (kernel take) at step 32; its dirty bit was consumed by CLEAN at step 33; was skipped by iteration 2 with transfer bit 0 at step 35; its transfer bit was set at step 38; and it was not sent again"`,
    );
    const kinds = trace.fate!.map(({ text }) => text);
    expect(kinds).toMatchInlineSnapshot(`
      [
        "was sent by iteration 1",
        "its transfer bit was cleared",
        "became free, it was mapped by the JVM",
        "became held by another process, it was free",
        "was written (kernel take)",
        "its dirty bit was consumed by CLEAN",
        "was skipped by iteration 2 with transfer bit 0",
        "its transfer bit was set",
      ]
    `);
  });

  it('replays in XState actors and in the executor, and fails as recorded', () => {
    expect(() => replayTrace(migration, trace, 'trace.json')).not.toThrow();
  });

  it('is refused where a step is missing, another choice is made or another bit is said to change', () => {
    const edited = (change: (trace: Trace) => Partial<Trace>): Trace => ({
      ...trace,
      ...change(trace),
    });
    const withoutStep = edited(({ steps }) => ({ steps: steps.toSpliced(30, 1) }));
    expect(() => replayTrace(migration, withoutStep, 'f')).toThrow(/^f: step \d+ /);
    const otherBit = edited(({ steps }) => ({
      steps: steps.with(3, { ...steps[3]!, changes: [] }),
    }));
    expect(() => replayTrace(migration, otherBit, 'f')).toThrow(
      /^f: step 4 \(\w+ \w+\) does not do what the file says$/,
    );
    const cut = edited(({ steps }) => ({ steps: steps.slice(0, -1) }));
    expect(() => replayTrace(migration, cut, 'f')).toThrow(/ends without the recorded failure/);
  });

  it('is not possible in the hardened design', () => {
    const repaired = scenarioSystem({
      designName: 'hardened',
      design: designs.hardened,
      hazards,
      scope,
    });
    expect(() => replayTrace(repaired, trace, 'f')).toThrow(/^f: step \d+ /);
  });
});
