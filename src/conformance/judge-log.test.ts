import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomRuns } from '../fuzzing/random-runs.ts';
import type { Step } from '../system/system.ts';
import { judgeLog, judgeStream } from './judge-log.ts';
import { lockSystem } from './lock-sample.ts';
import type { JudgeOptions, JudgeResult } from './log-judge.ts';

const system = lockSystem(3);
const silent = ['server'];

interface Line {
  readonly process: string;
  readonly action: string;
  readonly picks?: { readonly choice: number };
  readonly state: Readonly<Record<string, unknown>>;
}

/** What a logger would have written of a run: the steps of the clients, and what is granted. */
function logOf(
  steps: readonly Step[],
  isLogged = (process: string): boolean => process !== 'server',
): Line[] {
  const words = system.initial();
  return steps.flatMap(({ transition, choice }): Line[] => {
    const { process, event } = system.transitions[transition]!;
    system.apply(words, transition, choice);
    if (!isLogged(process)) return [];
    const granted = system.layout.fields.find(({ name }) => name === 'granted')!.get(words, 0);
    return [
      { process, action: event, state: { granted, [process]: system.stateOf(words, process) } },
    ];
  });
}

function judged(lines: readonly object[], options: JudgeOptions = {}): JudgeResult {
  return judgeLog(
    system,
    lines.map((line) => JSON.stringify(line)),
    { silent, ...options },
  );
}

const runs = [...randomRuns(system, { runs: 40, stepsMax: 60 })];
const anyRun = fc.constantFrom(...runs);

describe('a log of a run', () => {
  test('is explained, steps that nobody logged included', () => {
    for (const steps of runs) {
      const lines = logOf(steps);
      const result = judged(lines);
      expect(result).toMatchObject({
        verdict: 'explained',
        lines: lines.length,
        explained: lines.length,
      });
      const logged = result.run.filter(({ line }) => line !== undefined);
      expect(logged.map(({ process, event }) => `${process} ${event}`)).toEqual(
        lines.map(({ process, action }) => `${process} ${action}`),
      );
    }
  });

  test('with a line that is missing, doubled or swapped is refused at a line that shows it', () => {
    const damage = fc.record({
      steps: anyRun,
      at: fc.nat(1_000),
      how: fc.constantFrom('drop', 'twice', 'swap'),
    });
    let refused = 0;
    fc.assert(
      fc.property(damage, ({ steps, at: drawn, how }) => {
        const lines = logOf(steps).filter(({ action }) => action !== 'grant');
        const at = drawn % (lines.length - 1);
        // A step of the same client has to come between: each client goes round in a circle of three.
        const later = lines.findIndex(
          ({ process }, index) => index > at && process === lines[at]!.process,
        );
        fc.pre(later > 0);
        const damaged = [...lines];
        if (how === 'drop') damaged.splice(at, 1);
        else if (how === 'twice') damaged.splice(at, 0, lines[at]!);
        else [damaged[at], damaged[later]] = [lines[later]!, lines[at]!];
        const { verdict, divergence } = judged(damaged);
        expect(verdict).toBe('diverges');
        expect(divergence!.position).toBeGreaterThan(at);
        expect(divergence!.position).toBeLessThanOrEqual(later + 1);
        refused++;
      }),
      { seed: 3, numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test('in which lines are late is explained within the window, and refused without', () => {
    const lines = logOf(runs[0]!);
    const swapped = lines.map((_, at) => lines[at % 2 === 0 ? at + 1 : at - 1] ?? lines[at]!);
    expect(swapped).not.toEqual(lines);
    expect(judged(swapped).verdict).toBe('diverges');
    const { verdict, explained } = judged(swapped, { reorder: 1 });
    expect([verdict, explained]).toEqual(['explained', lines.length]);
  });

  test('that says how many lines it dropped is explained, and refused if it says fewer', () => {
    const lines = logOf(runs[1]!);
    const left = [...lines.slice(0, 5), ...lines.slice(8)];
    const dropping = (dropped: number | true): object[] =>
      left.map((line, at) => (at === 5 ? { ...line, dropped } : line));
    expect(judged(left).verdict).toBe('diverges');
    expect(judged(dropping(3)).verdict).toBe('explained');
    expect(judged(dropping(true)).verdict).toBe('explained');
  });

  test('may show a part only, or a state and no step', () => {
    const lines = logOf(runs[2]!).map(({ state, ...step }, at) =>
      at % 2 === 0 ? { state } : step,
    );
    const everything = { silent: ['server', 'client0', 'client1', 'client2'] };
    expect(judged(lines, everything)).toMatchObject({
      verdict: 'explained',
      explained: lines.length,
    });
    const states = lines.filter((line) => 'state' in line);
    expect(judged(states, everything).verdict).toBe('explained');
    // The lock is never granted to nobody while a client holds it.
    const wrong = { state: { client0: 'holding', granted: 0 } };
    const { divergence } = judged([...states, wrong], everything);
    expect(divergence).toMatchObject({ kind: 'differs', position: states.length + 1 });
  });
});

describe('a log that no run explains', () => {
  const lines = [
    { process: 'client0', action: 'request' },
    { process: 'client1', action: 'request' },
    { process: 'client0', action: 'acquire' },
    { process: 'client1', action: 'acquire' },
  ];

  test('is refused with the guard that is false and with what was possible', () => {
    const { explained, divergence, run } = judged(lines);
    expect(explained).toBe(3);
    expect(divergence).toMatchObject({ kind: 'notAllowed', position: 4, survivorCount: 1 });
    const [survivor] = divergence!.survivors;
    expect(survivor!.refusal).toMatchObject({ at: 'waiting', falseGuards: ['isGranted'] });
    expect(survivor!.allowed).toEqual(['client0 release', 'client2 request']);
    expect(run.map(({ process }) => process).toSorted()).toEqual([
      'client0',
      'client0',
      'client1',
      'server',
    ]);
    expect(run.map(({ line }) => line).filter((line) => line !== undefined)).toEqual([1, 2, 3]);
  });

  test('is refused with what was expected where it shows something else', () => {
    const shown = lines
      .slice(0, 3)
      .map((line, at) => (at === 2 ? { ...line, state: { granted: 2 } } : line));
    const { divergence } = judged(shown);
    expect(divergence).toMatchObject({ kind: 'differs', position: 3 });
    expect(divergence!.nearest[0]).toEqual([{ name: 'granted', expected: 1, observed: 2 }]);
  });

  test('names the kinds of step that no line stands for', () => {
    expect(judged(lines.slice(0, 3)).unseen).toEqual([
      'client0 release',
      'client1 acquire',
      'client1 release',
      'client2 request',
      'client2 acquire',
      'client2 release',
    ]);
  });
});

describe('a log that cannot be judged', () => {
  test.each([
    ['{"process":"client0","action":', 'line 2: not a complete JSON object'],
    ['[]', 'line 2: not a JSON object'],
    ['{"process":"client0"}', 'line 2: process and action are texts'],
    ['{"process":"client9","action":"request"}', "line 2: the model has no step 'client9 request'"],
    ['{"state":{"holder":1}}', "line 2: the model has no 'holder'"],
    ['{"state":{"granted":{"#bigint":"x"}}}', 'line 2: granted is no value of a state'],
    ['{"action":"x","process":"y","who":1}', "line 2: it has no meaning for 'who'"],
    ['{"dropped":-1}', 'line 2: dropped is a number of lines'],
    ['{}', 'line 2: it names no step, state or drop'],
  ])('is named by its line: %s', (line, reason) => {
    const lines = ['{"process":"client0","action":"request"}', line];
    expect(() => judgeLog(system, lines, { silent })).toThrow(reason);
  });

  test('is inconclusive beyond the budget, and if it is empty', () => {
    const lines = logOf(runs[0]!).map(({ state: _state, ...step }) => step);
    expect(judged(lines, { statesMax: 1 })).toMatchObject({ verdict: 'inconclusive' });
    expect(judged([])).toMatchObject({ verdict: 'inconclusive', lines: 0 });
  });

  test('ends at the first line that diverges, though more would come', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) {
        read++;
        yield JSON.stringify({ process: 'client0', action: 'release' });
      }
    }
    const { verdict } = await judgeStream(system, endless(), { silent });
    expect([verdict, read]).toEqual(['diverges', 1]);
  });
});

test('values are as in ITF', () => {
  const line = (state: object): object => ({ process: 'client1', action: 'request', state });
  for (const asked of [
    [0, 1, 0],
    [false, true, false],
    ['*', 1, '*'],
    { '#set': [1] },
    { '#map': [[1, 1]] },
    { '#tup': [0, 1, 0] },
    '*',
  ]) {
    expect(judged([line({ asked, granted: { '#bigint': '0' }, client1: 'waiting' })]).verdict).toBe(
      'explained',
    );
  }
  for (const asked of [[1, 1, 0], [0, 1], { '#set': [1, 2] }, { '#map': [[0, true]] }, 'no']) {
    expect(judged([line({ asked })]).verdict).toBe('diverges');
  }
});
