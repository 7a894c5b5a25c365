import { describe, expect, test } from 'vitest';
import { Random } from '../foundation/random.ts';
import { randomRuns } from '../fuzzing/random-runs.ts';
import { qemuSystem } from '../migration/qemu/system.ts';
import { conformSystem } from '../testing/conform-system.ts';
import { conform, type ConformOptions, type ConformResult } from './conform.ts';
import type { InProcess } from './in-process.ts';
import { judgeLog } from './judge-log.ts';
import { PreCopy, type PreCopyFault } from './pre-copy-sample.ts';

/** A migration in this process against the model of QEMU's pre-copy. */
const size = { frames: 3, bursts: 2, hintsInFlight: 1, takes: 0, frees: 0, hints: 0 };
const { system } = qemuSystem(size, { hints: 'off', window: 'drained' });

/** Every step of migration and guest is asked for. */
function followed(fault?: PreCopyFault): InProcess<PreCopy> {
  return {
    create: () => new PreCopy(size, fault),
    send: (migration, { process, event, choice }) =>
      process === 'guest' ? migration.write(choice) : migration.step(event, choice),
    read: (migration) => ({ ...migration.show(), qemu: migration.phase }),
    actions: ['qemu', 'guest write'],
    observes: ['dirty', 'bitmap', 'stale', 'cursor', 'qemu'],
  };
}

/** The migration runs by itself between two writes, and nobody asks it for a step. */
function free(seed: number): InProcess<PreCopy> {
  const random = new Random(seed);
  const events = ['migrate', 'decide', 'send', 'endBurst', 'stopVm', 'sync', 'activate'];
  return {
    ...followed(),
    send: (migration, { choice }) => {
      const isWritten = migration.write(choice);
      for (let steps = random.below(4); steps > 0; steps--) {
        const possible = events[random.below(events.length)]!;
        migration.step(possible, random.below(size.frames + 2));
      }
      return isWritten;
    },
    read: (migration) => migration.show(),
    actions: ['guest write'],
    observes: ['dirty', 'bitmap', 'stale', 'cursor'],
  };
}

conformSystem('a migration in this process', system, followed());

function driven(fault?: PreCopyFault, options: ConformOptions = {}): Promise<ConformResult> {
  return conform(system, followed(fault), { runs: 50, ...options });
}

describe('a migration that is driven', () => {
  test('conforms, step by step, in every schedule', async () => {
    const result = await driven();
    expect(result).toMatchObject({
      verdict: 'conforms',
      schedules: 50,
      refused: 0,
      largest: 1,
      unreached: [],
    });
    expect(result.performed).toBeGreaterThan(500);
  });

  test.each([
    ['syncReplaces', 'bitmap'],
    ['noLastSync', 'dirty'],
  ] as const)('with a fault diverges: %s', async (fault, name) => {
    const { verdict, found } = await driven(fault, { paths: 'transitions' });
    expect(verdict).toBe('diverges');
    expect(found!.divergence.nearest[0]!.map((each) => each.name)).toContain(name);
    expect(found!.repeats).toEqual({ runs: 2, diverged: 2 });
  });

  test('is a failure if it declares an action that the model never takes', async () => {
    const declaring = { ...followed(), actions: ['qemu', 'guest write', 'guest hint'] };
    const { verdict, unreached } = await conform(system, declaring, { runs: 50 });
    expect([verdict, unreached]).toEqual(['unreached', ['action guest hint']]);
  });
});

describe('a migration that runs by itself', () => {
  test('conforms: hidden steps explain what it shows', async () => {
    const result = await conform(system, free(3), { runs: 6 });
    expect(result).toMatchObject({ verdict: 'conforms', unreached: [] });
    expect(result.largest).toBeGreaterThan(1);
  });

  test('is inconclusive where the budget ends, and never a pass', async () => {
    const { largest } = await conform(system, free(3), { runs: 2 });
    const result = await conform(system, free(3), { runs: 2, statesMax: largest - 1 });
    expect(result.verdict).toBe('inconclusive');
    expect(result.reason).toContain('more states than the budget allows');
  });
});

describe('the log of a migration', () => {
  /** A complete migration with writes between, as it would log itself. */
  function logOf(seed: number, isLogged: (process: string) => boolean): string[] {
    const migration = new PreCopy(size);
    const [steps] = [...randomRuns(system, { runs: 1, seed, stepsMax: 60 })];
    return steps!.flatMap(({ transition, choice }) => {
      const { process, event } = system.transitions[transition]!;
      expect(process === 'guest' ? migration.write(choice) : migration.step(event, choice)).toBe(
        true,
      );
      const line = { process, action: event, picks: { choice }, state: migration.show() };
      return isLogged(process) ? [JSON.stringify(line)] : [];
    });
  }

  test('is explained, with writes that nobody logged and without a pass beyond the budget', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const complete = logOf(seed, () => true);
      expect(judgeLog(system, complete)).toMatchObject({ verdict: 'explained', largest: 1 });
      const silent = ['guest'];
      const lines = logOf(seed, (process) => process !== 'guest');
      const result = judgeLog(system, lines, { silent });
      expect([result.verdict, result.explained]).toEqual(['explained', lines.length]);
      const poor = judgeLog(system, lines, { silent, statesMax: result.largest - 1 });
      expect(poor.verdict).toBe('inconclusive');
    }
  });

  test('is refused where a page was sent that was not there to send', () => {
    const lines = logOf(1, () => true);
    const at = lines.findIndex((line) => line.includes('"send"'));
    const doubled = [...lines.slice(0, at + 1), lines[at]!, ...lines.slice(at + 1)];
    expect(judgeLog(system, doubled)).toMatchObject({
      verdict: 'diverges',
      explained: at + 1,
      divergence: { position: at + 2 },
    });
  });
});
