import { describe, expect, test } from 'vitest';
import { chosenRun } from '../../analysis/explorer/run-end.ts';
import { randomSteps } from '../../analysis/explorer/next-steps.ts';
import { traceOf } from '../../subject/trace.ts';
import type { Configuration } from './engine.ts';
import { answering } from './install.ts';
import { migrationEngine } from './migration-engine.ts';
import type { WorkerReply, WorkerRequest } from './worker-messages.ts';

const version = '1.2.3';
const engine = migrationEngine(version);
const configuration: Configuration = { design: 'published', hazards: ['swap'], scope: 'quick' };
const explored = engine.start(configuration);
const { system } = explored.view;
const steps = randomSteps(system, system.initial(), { seed: 7, count: 12 });
const token = explored.token(chosenRun, steps);

function replies(...requests: WorkerRequest[]): WorkerReply[] {
  const given: WorkerReply[] = [];
  const answer = answering(migrationEngine, (reply) => given.push(reply));
  for (const request of requests) answer(request);
  return given;
}

describe('the engine of the page', () => {
  test('opens what it has written, in the same configuration', () => {
    const opened = engine.open(token);
    expect(opened.steps).toEqual(steps);
    expect(opened.end).toEqual(chosenRun);
    expect(opened.explored.configuration).toEqual(configuration);
  });

  test('refuses a token of another version, and one whose steps are no run', () => {
    expect(() => migrationEngine('1.2.4').open(token)).toThrow(/it is of model/);
    const wrong = explored.token(chosenRun, [...steps.slice(1), ...steps]);
    expect(() => engine.open(wrong)).toThrow(/cannot be taken/);
  });

  test('names a design by the switches that differ from its base', () => {
    const { turned, switchesOf } = engine;
    const once = turned('published', 'skippedFrames', 'defer');
    expect(once).toBe('published:skippedFrames=defer');
    expect(turned(once, 'skippedFrames', 'drop')).toBe('published');
    expect(switchesOf(turned(once, 'epoch', 'checked'))).toMatchObject({
      skippedFrames: 'defer',
      epoch: 'checked',
    });
    expect(() => switchesOf('published:skippedFrames=sometimes')).toThrow(/sometimes/);
  });

  test('writes a trace that says which scenario it is of', () => {
    const violation = { failureClass: 'chosen run', detail: 'x' };
    const trace = traceOf(explored.view, { property: 'run', violation, steps });
    expect(explored.traceFile(trace)).toMatchObject({
      schema: 'skipover-trace/1',
      scenario: { ...configuration, switches: engine.switchesOf('published') },
      trace: { steps: trace.steps },
    });
  });
});

describe('the worker of the page', () => {
  test('reports progress, keeps to its limit, and goes on', () => {
    const ends = { kind: 'ends', version, token, question: 'badly', statesMax: 3_000 } as const;
    const first = replies(ends);
    expect(first.at(-1)).toMatchObject({ kind: 'answer', answer: { kind: 'limit' } });
    const both = replies(ends, { kind: 'more', statesMax: 2_000_000 });
    expect(both.slice(0, first.length)).toEqual(first);
    expect(both.at(-1)).toMatchObject({ kind: 'answer', answer: { kind: 'found' } });
    expect(both.filter(({ kind }) => kind === 'progress').length).toBeGreaterThan(1);
  });

  test('takes the same steps on another design', () => {
    const [reply] = replies({ kind: 'what-if', version, token, design: 'published' });
    expect(reply).toMatchObject({ kind: 'what-if' });
    expect(reply).not.toHaveProperty('whatIf.departure');
    const [other] = replies({ kind: 'what-if', version, token, design: 'xen' });
    expect(other).toHaveProperty('whatIf.departure.step');
  });

  test('reports what it refuses', () => {
    expect(replies({ kind: 'what-if', version, token: 'v1:x', design: 'xen' })).toMatchObject([
      { kind: 'failed', reason: expect.stringContaining('cannot replay this token') as string },
    ]);
  });
});
