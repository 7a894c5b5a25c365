import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { designs } from '../../models/design.ts';
import { check } from '../../src/checking/check.ts';
import { scenarioSystem } from '../../src/analysis/matrix/scenario-system.ts';
import { traceOf } from '../../src/subject/trace.ts';
import { viewOf } from '../../src/analysis/counterexamples/migration-view.ts';
import { scopes } from '../../models/scope.ts';
import type { TraceFile } from '../../src/cli/replay/trace-file.ts';
import { departure } from '../../src/cli/files/schema.ts';
import { modelRun, type Counterexample } from './counterexamples.ts';
import { GuestMemory } from './guest-memory.ts';
import { migrateOnSchedule, type MigrationOutcome } from './migrate-jvm.ts';
import { buildNativeParts, Missing } from './native-build.ts';
import type { NativeParts } from './native-parts.ts';
import { contains, inward, merged, outward, pageBytes, without } from './ranges.ts';
import { races } from './races.ts';
import type { RealJvmPlay, RealJvmResult } from './real-jvm-result.ts';
import { scheduleOf } from './schedule.ts';
import { requireSupported } from './supported-designs.ts';

const sources = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-real-jvm-test-'));
let native: NativeParts | undefined;
let missing = '';

beforeAll(async () => {
  try {
    native = await buildNativeParts({ sources, into: folder });
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    missing = error.message;
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Published loses what the enforced collection copies: found here, not read from a file. */
function lostSurvivors(): Counterexample {
  const scope = scopes.quick;
  const scenario = { designName: 'published', design: designs.published, hazards: [], scope };
  const migration = scenarioSystem(scenario);
  const { properties } = check(migration.system, {});
  const found = properties
    .flatMap(({ counterexamples }) => counterexamples)
    .find(({ violation }) => violation.failureClass === 'from frame, dirtiness lost');
  const { name: _name, title: _title, ...bounds } = scope;
  const described = {
    design: 'published',
    switches: designs.published,
    hazards: [],
    scope: 'quick',
  };
  const content = { scenario: described, bounds, trace: traceOf(viewOf(migration), found!) };
  return { file: 'found', content: content as unknown as TraceFile };
}

/** A result file with these two runs in it. */
function resultOf(...outcomes: readonly MigrationOutcome[]): RealJvmResult {
  const plays = outcomes.map((sample): RealJvmPlay => {
    const { outcome, steps } = sample;
    const counts = { runs: 1, agreeing: 1, repeated: 0, outcomes: { [outcome]: 1 } };
    return { design: 'published', model: 'fails', modelSteps: steps.length, ...counts, sample };
  });
  const what = {
    design: 'published',
    hazards: [],
    property: 'S1',
    failureClass: 'lost',
    steps: 53,
  };
  const trace = { file: 'x.json', modelHash: '0123456789abcdef', ...what };
  const machine = { kernel: '6.7', java: 'java' };
  const tool = { name: 'skipover', version: '0' } as const;
  const played = [{ name: 'lost survivors', trace, plays }];
  const head = {
    schema: 'skipover-real-jvm/1',
    tool,
    startedAt: '2026-01-01T00:00:00.000Z',
  } as const;
  return { ...head, modelHash: '0'.repeat(16), machine, races: played, seconds: 1 };
}

describe('a counterexample as a schedule', () => {
  const counterexample = lostSurvivors();

  test('has a counterpart in the implementation for each of its steps', () => {
    const { steps } = counterexample.content.trace;
    const schedule = scheduleOf(steps, 'found');
    expect(schedule).toHaveLength(steps.length);
    const cleans = schedule.filter(({ step }) => step.step === 'clean');
    expect(cleans.map(({ role }) => role.kind)).toEqual(['gate', 'gate']);
    const copies = schedule.filter(({ step }) => step.step === 'evacuate');
    expect(copies.map(({ role }) => role.kind)).toEqual(['gate', 'inside']);
  });

  test('is refused at a step that the implementation does not know', () => {
    const [first] = counterexample.content.trace.steps;
    const foreign = { ...first!, process: 'daemon', step: 'giveUp' };
    expect(() => scheduleOf([foreign], 'x.json')).toThrow(
      'x.json: step 1 (daemon giveUp) has no counterpart in this implementation',
    );
  });

  test('fails in the model on published, and holds on hardened', () => {
    const published = { design: designs.published, designName: 'published' };
    const hardened = { design: designs.hardened, designName: 'hardened' };
    expect(modelRun(counterexample, published).fails).toBe(true);
    const run = modelRun(counterexample, hardened);
    expect(run.fails).toBe(false);
    expect(run.steps.length).toBeGreaterThan(counterexample.content.trace.steps.length);
  });

  test('does on a real JVM what it does in the model, or says what this machine lacks', async () => {
    if (native === undefined) {
      const program = fileURLToPath(
        new URL('../../dist/development/examples/real-jvm/demo.js', import.meta.url),
      );
      const shown = spawnSync(process.execPath, [program, '--out', folder], { encoding: 'utf8' });
      expect([shown.status, shown.stdout]).toEqual([
        0,
        `skipped: the demonstration on a real JVM needs ${missing}\n`,
      ]);
      return;
    }
    const { guest } = races.find(({ name }) => name === 'lost survivors')!;
    const numbers = { maxIterations: 3, fewFrames: 1, trafficFactor: 3 };
    const outcomeOf = async (designName: 'published' | 'hardened'): Promise<MigrationOutcome> => {
      const design = designs[designName];
      const { steps } = modelRun(counterexample, { design, designName });
      const schedule = scheduleOf(steps, 'found');
      return migrateOnSchedule(native!, { history: guest, design, numbers, schedule });
    };
    const published = await outcomeOf('published');
    expect(['data wrong', 'JVM died']).toContain(published.outcome);
    expect(published.staleFrames).toBeGreaterThan(0);
    const hardened = await outcomeOf('hardened');
    expect(hardened).toMatchObject({ outcome: 'runs on', wrongBlocks: 0, staleFrames: 0 });
    expect(hardened.detail).toBe('wrong 0 of 200; second process: 0 wrong');
    expect(departure('real-jvm', resultOf(published, hardened))).toBeUndefined();
  });
});

test('the destination has what was copied, and zeros: that becomes the memory', async () => {
  if (native === undefined) return;
  const size = { pages: 4, otherFrames: 4, heapLow: 2 ** 32 - 4 * pageBytes };
  const memory = await GuestMemory.create(native.hypervisor, folder, size);
  const file = openSync(join(folder, 'memory'), 'r+');
  const fill = (frame: number, byte: number): void => {
    writeSync(file, Buffer.alloc(pageBytes, byte), 0, pageBytes, frame * pageBytes);
  };
  const firstBytes = (): number[] =>
    Array.from({ length: 8 }, (_, frame) => {
      const byte = Buffer.alloc(1);
      readSync(file, byte, 0, 1, frame * pageBytes);
      return byte[0]!;
    });
  try {
    for (const frame of [0, 1, 2, 5]) fill(frame, 10 + frame);
    await memory.copy([
      { from: 0, to: 2 },
      { from: 4, to: 8 },
    ]);
    fill(1, 99);
    fill(6, 66);
    expect([...(await memory.restore())]).toEqual([1, 2, 6]);
    expect(firstBytes()).toEqual([10, 11, 0, 0, 0, 15, 0, 0]);
    expect([...(await memory.restore())]).toEqual([]);
    // A frame that the guest has given back is zero, here and there.
    ftruncateSync(file, 0);
    ftruncateSync(file, 8 * pageBytes);
    await memory.copy([{ from: 1, to: 2 }]);
    expect([...(await memory.restore())]).toEqual([0, 5]);
    expect(firstBytes()).toEqual([10, 0, 0, 0, 0, 15, 0, 0]);
  } finally {
    closeSync(file);
    memory.close();
  }
});

test('a design that the implementation does not know is refused by name', () => {
  expect(() => requireSupported(designs.hardened)).not.toThrow();
  expect(() => requireSupported({ ...designs.hardened, switchover: 'atOnce' })).toThrow(
    'switchover=atOnce is not implemented for a real JVM; known: afterLastIteration',
  );
});

test('ranges round inward and outward, merge and subtract', () => {
  expect(inward({ from: 1, to: 12_288 })).toEqual({ from: 1, to: 3 });
  expect(outward({ from: 1, to: 12_289 })).toEqual({ from: 0, to: 4 });
  expect(inward({ from: 4097, to: 8000 })).toEqual({ from: 2, to: 2 });
  const young = merged([
    { from: 4, to: 8 },
    { from: 8, to: 12 },
    { from: 20, to: 24 },
  ]);
  expect(young).toEqual([
    { from: 4, to: 12 },
    { from: 20, to: 24 },
  ]);
  expect(without(young, [{ from: 6, to: 22 }])).toEqual([
    { from: 4, to: 6 },
    { from: 22, to: 24 },
  ]);
  expect([contains(young, 11), contains(young, 12)]).toEqual([true, false]);
});
