/**
 * Files from outside, wrong in one place or in many: whatever they say, the answer is a line, never a
 * stack. Tokens have `failure-token.test.ts` and `src/fuzzing/token.test.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { designs } from '../../../models/design.ts';
import { raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { InputError } from '../../foundation/input-error.ts';
import { damaged } from '../../input/damaged-value.ts';
import { FailureStore, type StoredFailure } from '../fuzz/failure-store.ts';
import { replayCommand } from '../replay/replay-command.ts';
import type { TraceFile } from '../replay/trace-file.ts';
import { toolOf } from '../version.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-hostile-'));
beforeAll(() => void vi.spyOn(console, 'log').mockReturnValue());
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const places = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 });
const replacements = fc.oneof(
  fc.constantFrom(undefined, null, '', '__proto__', 'quick', -1, 0, 1e9, 0.5, [], {}),
  fc.jsonValue(),
);

/** One line, of bad input. */
function expectRefusal(error: unknown): void {
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).kind).toBe('data');
}

/** The shortest of the traces that are known: 15 steps. */
function shortTrace(): TraceFile {
  const { hazards } = raceScenarios[0]!;
  const scenario = {
    designName: 'published',
    design: designs.published,
    hazards,
    scope: scopes.quick,
  };
  const { properties, bounds, scenario: reported } = entryFor(scenario, { maxStates: 5_000 });
  const { trace } = properties.find((property) => property.trace !== undefined)!;
  const tool = toolOf();
  const hash = modelHash(tool.version);
  return {
    schema: 'skipover-trace/1',
    tool,
    modelHash: hash,
    scenario: reported,
    bounds,
    trace: trace!,
  };
}

test('a trace', async () => {
  const file = join(folder, 'trace.json');
  const trace = JSON.parse(JSON.stringify(shortTrace())) as TraceFile;
  writeFileSync(file, JSON.stringify(trace));
  expect(await replayCommand({ file })).toBe(0);
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(places, replacements, async (at, by) => {
      writeFileSync(file, JSON.stringify(damaged(trace, at, by)) ?? '');
      try {
        expect(await replayCommand({ file })).toBe(0);
      } catch (error) {
        refused++;
        expectRefusal(error);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
  expect(refused).toBeGreaterThan(30);
});

test('a store of failures', () => {
  const stored: StoredFailure = {
    design: 'published',
    hazards: ['remap'],
    scope: 'quick',
    property: 'S1',
    failureClass: 'from frame, dirtiness lost',
    steps: [
      ['daemon', 'migrate', 0],
      ['kernel', 'take', 3],
    ],
  };
  const complete = { schema: 'skipover-failures/1', failures: [stored, stored] };
  const design = { name: 'published', design: designs.published };
  let read = 0;
  fc.assert(
    fc.property(places, replacements, (at, by) => {
      writeFileSync(join(folder, 'failures.json'), JSON.stringify(damaged(complete, at, by)) ?? '');
      try {
        const { known } = new FailureStore(folder).retry(design, ['remap']);
        read++;
        expect(known).toEqual([]);
      } catch (error) {
        expectRefusal(error);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
  expect(read).toBeGreaterThan(0);
});
