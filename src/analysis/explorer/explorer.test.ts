import { describe, expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import { InputError } from '../../foundation/input-error.ts';
import { run } from '../../replay/run.ts';
import { stepsOf, traceOf } from '../../subject/trace.ts';
import { deadlockIn } from '../../system/deadlock.ts';
import { certaintyOf } from '../counterexamples/certainty.ts';
import { viewOf } from '../counterexamples/migration-view.ts';
import { replayFailure } from '../counterexamples/replay-failure.ts';
import { replayTrace } from '../counterexamples/replay-trace.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { detectConsumedDirtiness } from '../witnesses/detect.ts';
import { detectingSystem } from '../witnesses/detecting-system.ts';
import { departureOf } from './departure.ts';
import { nextStepsOf, randomSteps, stepsUntilWaiting } from './next-steps.ts';
import { EndSearch } from './possible-ends.ts';
import { chosenRun, failureTest, runEndOf, stateAfter } from './run-end.ts';

const built = (designName: 'published' | 'hardened', scope = scopes.quick) =>
  scenarioSystem({ designName, design: designs[designName], hazards: [], scope });
const migration = built('published');
const { system } = migration;
const view = viewOf(migration);
/** The shortest way into a lost page. */
const checked = check(system);
const lost = checked.properties.find(({ id }) => id === 'S1')!.counterexamples[0]!;
const seeds = [1, 2, 3, 4, 5, 6];
const walks = seeds.map((seed) => randomSteps(system, system.initial(), { seed, count: 60 }));

describe('the steps that are possible', () => {
  test('are those of System.enabled, and lead where System.apply leads', () => {
    for (const steps of walks) {
      const words = stateAfter(system, steps);
      const next = nextStepsOf(view, words);
      expect(next.map(({ step }) => step)).toEqual(system.enabled(words));
      for (const { step, narrated, isIdle } of next) {
        const after = words.slice();
        system.apply(after, step.transition, step.choice);
        expect(system.stateOf(after, narrated.process)).toBe(narrated.to);
        expect(isIdle).toBe(after.every((word, at) => word === words[at]));
      }
    }
  });

  test('drawn by chance are a run, the same for the same seed, and end with what they find', () => {
    for (const [index, steps] of walks.entries()) {
      run(system, steps);
      const seed = seeds[index]!;
      expect(randomSteps(system, system.initial(), { seed, count: 60 })).toEqual(steps);
      const violated = failureTest(system)(stateAfter(system, steps)) !== undefined;
      const isAtRest = system.isTerminal(stateAfter(system, steps), 0);
      expect(steps.length === 60 || violated || isAtRest).toBe(true);
    }
    expect(new Set(walks.map((steps) => JSON.stringify(steps))).size).toBe(seeds.length);
  });

  test('of one process are taken until nothing of it moves', () => {
    const steps = stepsUntilWaiting(system, system.initial(), 'daemon');
    expect(steps.length).toBeGreaterThan(1);
    const words = stateAfter(system, steps);
    const moves = nextStepsOf(view, words).filter(
      ({ step, narrated, isIdle }) =>
        narrated.process === 'daemon' && !isIdle && system.transitions[step.transition]!.progress,
    );
    expect(moves).toEqual([]);
  });
});

describe('what can still become of a state', () => {
  const statesMax = 1_000_000;
  const answerAt = (at: number, question: 'well' | 'badly') =>
    new EndSearch(system, stateAfter(system, lost.steps.slice(0, at)), question).advance(
      statesMax,
    )!;

  test('the shortest bad end is as long as that of the checker, and is one', () => {
    const shortest = Math.min(
      ...checked.properties
        .flatMap(({ counterexamples }) => counterexamples)
        .map(({ steps }) => steps.length),
    );
    const answer = answerAt(0, 'badly');
    expect(answer).toMatchObject({ kind: 'found' });
    const { steps, failure } = answer as Extract<typeof answer, { kind: 'found' }>;
    expect(steps).toHaveLength(shortest);
    expect(runEndOf(system, steps)).toEqual(failure);
  });

  test('a good end is found up to the step from which the loss is certain, and not after it', () => {
    const { step, isExact } = certaintyOf(system, { property: 'S1', steps: lost.steps });
    expect(isExact).toBe(true);
    const before = answerAt(step - 1, 'well');
    expect(before.kind).toBe('found');
    const { steps } = before as Extract<typeof before, { kind: 'found' }>;
    const words = stateAfter(system, [...lost.steps.slice(0, step - 1), ...steps]);
    expect(system.isTerminal(words, 0)).toBe(true);
    expect(failureTest(system)(words)).toBeUndefined();
    expect(answerAt(step, 'well').kind).toBe('none');
  });

  test('a design that holds has no bad end; the search looks at every state to say so', () => {
    const hardened = built('hardened', scopes.bare).system;
    const search = new EndSearch(hardened, hardened.initial(), 'badly');
    expect(search.advance(statesMax)).toEqual({ kind: 'none' });
    expect(search.progress).toMatchObject({ states: check(hardened).states, left: 0 });
  });

  test('a limit is no answer, and the search goes on from there to the same one', () => {
    const search = new EndSearch(system, system.initial(), 'badly');
    expect(search.advance(500)).toEqual({ kind: 'limit' });
    expect(search.progress.states).toBeGreaterThanOrEqual(500);
    expect(search.progress.left).toBeGreaterThan(0);
    expect(search.advance(statesMax, 3)).toBeUndefined();
    expect(search.advance(statesMax)).toEqual(answerAt(0, 'badly'));
  });

  test('in a deadlock nothing ends well, and the bad end is there', () => {
    const stuck = checked.properties.find(({ id }) => id === 'D')!.counterexamples[0]!;
    const words = stateAfter(system, stuck.steps);
    expect(deadlockIn(system, words)).toBeDefined();
    const answer = new EndSearch(system, words, 'badly').advance(statesMax);
    expect(answer).toMatchObject({ kind: 'found', failure: { property: 'D' } });
    expect(new EndSearch(system, words, 'well').advance(statesMax)).toEqual({ kind: 'none' });
  });
});

describe('the same schedule on another design', () => {
  test('departs at the first step that is not possible there, or that does something else', () => {
    const other = built('hardened');
    const departure = departureOf(view, viewOf(other), lost.steps)!;
    const alike = departure.step - 1;
    const narrated = (of: typeof migration, count: number) => {
      const steps = [];
      const words = of.system.initial();
      for (const { transition, choice } of lost.steps.slice(0, count)) {
        const { process, event } = system.transitions[transition]!;
        const found = nextStepsOf(viewOf(of), words).find(
          (each) =>
            each.narrated.process === process &&
            each.narrated.step === event &&
            each.narrated.choice === choice,
        );
        steps.push(found?.narrated);
        if (found === undefined) return steps;
        of.system.apply(words, found.step.transition, found.step.choice);
      }
      return steps;
    };
    expect(narrated(other, alike)).toEqual(narrated(migration, alike));
    expect(narrated(other, alike + 1)).not.toEqual(narrated(migration, alike + 1));
    expect(departure.there).toEqual(narrated(other, alike + 1).at(-1));
    expect(departureOf(view, view, lost.steps)).toBeUndefined();
  });
});

describe('a run that somebody chose', () => {
  test('is replayed where it ends in no failure, and refused where it does', () => {
    const steps = lost.steps.slice(0, 9);
    const trace = replayFailure(migration, chosenRun, steps);
    expect(trace.violation).toBe(
      'no property is violated in the last state, and the run can go on',
    );
    replayTrace(migration, trace, 'a run');
    expect(() => replayFailure(migration, chosenRun, lost.steps)).toThrow(InputError);
    // A detector is no verdict: replay asks it too, and a run that it notices is none the less a chosen one.
    const detecting = detectingSystem({
      designName: 'published',
      design: designs.published,
      hazards: [],
      scope: scopes.quick,
    });
    const noticed = detectConsumedDirtiness(
      { designName: 'published', design: designs.published, hazards: [], scope: scopes.quick },
      {},
    ).runs[0]!;
    const chosen = stepsOf(detecting.system, noticed);
    expect(runEndOf(detecting.system, chosen).property).toBe('C');
    expect(replayFailure(detecting, chosenRun, chosen).property).toBe('run');
    const { violation } = trace;
    const flattered = { failureClass: chosenRun.failureClass, detail: violation };
    const flattering = traceOf(view, { property: 'run', violation: flattered, steps: lost.steps });
    expect(() => replayTrace(migration, flattering, 'a run')).toThrow(
      /without the recorded failure/,
    );
  });
});
