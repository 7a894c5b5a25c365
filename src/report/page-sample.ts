import type { Trace } from '../subject/trace.ts';
import type { ProcessCoverage } from '../checking/coverage/coverage.ts';
import type { IterationMetrics, MigrationMetrics } from '../timing/metrics.ts';
import type { CheckEntry, CheckResults, MigrationResults } from './results.ts';
import type { ShrinkMapResults } from './shrink-results.ts';

// Small results for the tests of the page: every optional field occurs in one of them.

const tool = { name: 'skipover', version: '1.2.3' } as const;
const run = { tool, startedAt: '2030-01-02T03:04:05.678Z', modelHash: 'feedface0123456789' };

export const sampleTrace: Trace = {
  property: 'S1',
  failureClass: 'frame lost',
  violation: 'frame 1 is stale',
  summary: 'frame 1 was never sent; and it was not sent again',
  frame: 1,
  fate: [{ step: 2, text: 'was written' }],
  initial: { dirty: [0, 0], send: [0, 0], transfer: [1, 0], stale: [1, 0], deferred: [0] },
  steps: [
    {
      process: 'daemon',
      step: 'migrate',
      choice: 0,
      detail: 'starts a migration',
      from: 'idle',
      to: 'beginning.announcing',
      changes: [{ field: 'send', index: 0, from: 0, to: 1 }],
    },
    {
      process: 'kernel',
      step: 'write',
      choice: 1,
      detail: 'another process writes frame 1',
      from: 'running',
      to: 'running',
      changes: [
        { field: 'dirty', index: 1, from: 0, to: 1 },
        { field: 'stale', index: 1, from: 0, to: 1 },
      ],
    },
  ],
};

const sampleCoverage: readonly ProcessCoverage[] = [
  {
    process: 'kernel',
    states: [{ state: 'running', visited: true }],
    transitions: [
      {
        from: 'running',
        event: 'take',
        to: 'running',
        declaredAt: 'kernel.running:take:0',
        taken: 3,
      },
      {
        from: 'running',
        event: 'free',
        to: 'running',
        declaredAt: 'kernel.running:free:0',
        taken: 0,
      },
    ],
  },
];

/** A violated entry of `published` without hazards, unless overridden. */
export function sampleEntry(scenario: Partial<CheckEntry['scenario']> = {}): CheckEntry {
  return {
    scenario: {
      design: 'published',
      switches: { skippedFrames: 'drop' },
      hazards: [],
      scope: 'quick',
      ...scenario,
    },
    verdict: 'violated',
    expected: true,
    properties: [
      {
        id: 'S1',
        title: 'No lost page',
        verdict: 'violated',
        failureClass: 'frame lost',
        trace: sampleTrace,
      },
      { id: 'S4', title: 'Readiness', verdict: 'verified' },
      { id: 'S2', title: 'Honest bitmap', verdict: 'unasked', reason: 'nobody is asked' },
    ],
    states: 1234,
    bytesPerState: 40,
    transitions: 4000,
    depth: 17,
    seconds: 0.25,
    ended: { reason: 'time budget', frontier: 55 },
    bounds: { name: 'quick', title: 'the smallest', frames: 4 },
    reductions: [],
    coverage: sampleCoverage,
  };
}

export function sampleChecks(results: readonly CheckEntry[]): CheckResults {
  return { schema: 'skipover-check/1', ...run, results };
}

/** A migration of `iterationCount` iterations of one second each. */
export function sampleMetrics(design: string, iterationCount: number): MigrationMetrics {
  const iterations = Array.from({ length: iterationCount }, (_, index): IterationMetrics => ({
    number: index + 1,
    startSeconds: index,
    seconds: 1,
    framesSent: 1000 * (iterationCount - index),
    framesSkipped: 7,
    framesPassedOver: 8,
    framesDirtyAtEnd: 9,
  }));
  return {
    design,
    switches: { skippedFrames: 'drop' },
    seed: 1,
    vmBytes: 2 ** 31,
    linkBytesPerSecond: 125e6,
    seconds: iterationCount + 0.5,
    bytesSent: 5e9,
    framesSent: 1_220_703,
    iterations,
    stoppedBy: 'traffic',
    downtime: {
      safepointWait: 0.001,
      enforcedCollection: 0.06,
      finalUpdate: 0.0003,
      lastIteration: 1,
      resumption: 0.17,
    },
    downtimeSeconds: 1.2313,
    daemonCpuSeconds: 12.5,
    memory: { transferBitmapBytes: 65_536, pfnCacheBytes: 1_048_576 },
    application: { runningShare: [1, 0.9, 0], allocatedBytes: [3e8, 2.7e8, 0] },
    dirty: [{ seconds: 0, dirtyFrames: 0, pendingFrames: 524_288 }],
    lost: { count: 0, first: [] },
    violations: [],
    steps: 9e6,
  };
}

export function sampleMigrations(results: readonly MigrationMetrics[]): MigrationResults {
  const workload = {
    name: 'derby',
    kind: 'recording' as const,
    facts: [{ text: '24 collections', basis: 'logged' as const }],
    assumptions: ['100 pages/s in Old'],
  };
  return { schema: 'skipover-simulate/1', ...run, workload, results };
}

/** A shrink map of one cell. */
export function sampleShrinkMap(): ShrinkMapResults {
  const { scenario, bounds } = sampleEntry();
  const snapshots = { channels: [], initial: {}, changes: [{}] };
  const cell = {
    place: 'daemon idle, lkm initialized',
    page: 3,
    pages: 1,
    outcome: 'safe',
  } as const;
  const traceRun = { ...sampleTrace, property: 'S1', steps: sampleTrace.steps.slice(0, 1) };
  const cells = [{ ...cell, run: traceRun, snapshots }];
  const results = [{ scenario, bounds, states: 99, seconds: 0.5, cells }];
  return { schema: 'skipover-shrink-map/1', ...run, results };
}
