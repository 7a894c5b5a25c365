import { describe, expect, test } from 'vitest';
import { Random } from '../foundation/random.ts';
import { systemIdentity } from '../fuzzing/system-identity.ts';
import { decodeToken } from '../fuzzing/token.ts';
import type { Step, System } from '../system/system.ts';
import { conform, type ConformOptions, type ConformResult } from './conform.ts';
import { divergenceText } from './divergence-text.ts';
import type { InProcess } from './in-process.ts';
import { projectedView } from './observation.ts';
import { Lock, lockSystem, type LockFault } from './lock-sample.ts';

const system = lockSystem();

function clientOf(process: string): number {
  return Number(process.replace('client', ''));
}

/** The lock behind the functions that a test of it would write. It grants before anybody looks. */
function subjectOf(fault?: LockFault, random = new Random(7)): InProcess<Lock> {
  return {
    create: () => new Lock(fault, () => random.below(1000) / 1000),
    send: (lock, { process, event }) => {
      const client = clientOf(process);
      if (event === 'request') lock.request(client);
      else if (event === 'acquire') lock.acquire(client);
      else lock.release(client);
    },
    settle: (lock) => lock.serve(),
    read: (lock) => ({ granted: lock.granted }),
    hidden: ['server'],
  };
}

function conformLock(fault?: LockFault, options: ConformOptions = {}): Promise<ConformResult> {
  return conform(system, subjectOf(fault), { runs: 50, ...options });
}

/** Enabled steps by name, one after the other. */
function stepsNamed(names: readonly string[], from: System = system): Step[] {
  const words = from.initial();
  return names.map((name) => {
    const [process, event, choice = '0'] = name.split(' ');
    const step = from.enabled(words).find((each) => {
      const transition = from.transitions[each.transition]!;
      const isNamed = transition.process === process && transition.event === event;
      return isNamed && each.choice === Number(choice);
    })!;
    from.apply(words, step.transition, step.choice);
    return step;
  });
}

describe('an implementation in this process', () => {
  test.each([undefined, 'lifo'] as const)(
    'conforms: a lock (%s) grants whom it likes',
    async (fault) => {
      const result = await conformLock(fault);
      expect(result).toMatchObject({ verdict: 'conforms', unreached: [], schedules: 50 });
      expect(result.performed).toBeGreaterThan(1_000);
    },
  );

  test.each([
    // The other client asks and is granted what the first was granted.
    ['twoHolders', 2, 'granted'],
    // Held by one, asked for by the other, released, and still granted to the first.
    ['keepsLock', 4, 'granted'],
  ] as const)('diverges: %s, in the fewest actions', async (fault, actions, name) => {
    const { verdict, found } = await conformLock(fault);
    expect(verdict).toBe('diverges');
    const { divergence, steps, repeats } = found!;
    expect(divergence.kind).toBe('differs');
    expect(divergence.nearest[0]![0]!.name).toBe(name);
    const own = steps.filter(
      ({ transition }) => system.transitions[transition]!.process !== 'server',
    );
    expect(own).toHaveLength(actions);
    expect(repeats).toEqual({ runs: 2, diverged: 2 });
  });

  test('is found by covering paths too, and repeats from its token', async () => {
    const { found } = await conformLock('keepsLock', { paths: 'transitions' });
    const { steps } = decodeToken(systemIdentity(system), found!.token);
    const again = await conformLock('keepsLock', { schedules: [steps] });
    expect(again.found!.divergence).toEqual(found!.divergence);
    expect((await conformLock(undefined, { schedules: [steps] })).verdict).toBe('conforms');
  });

  test('that does not repeat a failure is called not deterministic', async () => {
    const { verdict, found } = await conformLock('sometimes', { repeats: 8 });
    expect(verdict).toBe('diverges');
    expect(found!.repeats.diverged).toBeLessThan(8);
    expect(found!.steps).toHaveLength(found!.stepsBefore);
    expect(divergenceText(system, 'the lock', found!)).toContain(
      'NOT DETERMINISTIC: of 8 more runs',
    );
  });

  test('may be asynchronous', async () => {
    const { create, send, read, settle, hidden } = subjectOf('twoHolders');
    const result = await conform(system, {
      create: async () => create(),
      send: async (lock, step) => send(lock, step),
      read: async (lock) => read(lock),
      settle: async (lock) => {
        await Promise.resolve();
        await settle!(lock);
      },
      hidden: hidden!,
    });
    expect(result.verdict).toBe('diverges');
  });

  test('is disposed of, one instance after the other', async () => {
    let [alive, most] = [0, 0];
    const subject = subjectOf();
    await conform(
      system,
      {
        ...subject,
        create: () => {
          most = Math.max(most, ++alive);
          return new Lock();
        },
        dispose: () => void alive--,
      },
      { runs: 5 },
    );
    expect([alive, most]).toEqual([0, 1]);
  });
});

test('a subject whose memory says nothing to a reader is seen through a view', async () => {
  const view = projectedView(
    (words) => ({
      owner: ['nobody', 'first', 'second'][system.layout.read(words)['granted']![0]!],
    }),
    system.initial(),
  );
  const read = (lock: Lock): object => ({ owner: ['nobody', 'first', 'second'][lock.granted] });
  for (const [fault, verdict] of [
    [undefined, 'conforms'],
    ['keepsLock', 'diverges'],
  ] as const) {
    const subject = { ...subjectOf(fault), read: read as InProcess<Lock>['read'] };
    const result = await conform(system, subject, { view, runs: 20 });
    expect(result.verdict).toBe(verdict);
    if (fault === undefined) continue;
    expect(result.found!.divergence.nearest[0]![0]).toMatchObject({ name: 'owner' });
  }
});

describe('what is refused', () => {
  /** No settling: whether the lock has been granted nobody knows until somebody acquires it. */
  const { settle: _settle, ...unsettled } = subjectOf();

  test('rightly, narrows the states; wrongly, is a divergence that names the reason', async () => {
    const schedule = stepsNamed(['client0 request', 'server grant 0', 'client0 acquire']);
    const blind = { ...unsettled, read: () => ({}) };
    const rightly = await conform(system, blind, { schedules: [schedule] });
    // It grants nothing without being served: so it refuses, which one of the two states explains.
    expect(rightly).toMatchObject({ verdict: 'conforms', refused: 1, largest: 2 });
    const wrongly = await conform(
      system,
      { ...unsettled, send: () => false, hidden: ['server'] },
      { schedules: [schedule] },
    );
    expect(wrongly.found!.divergence).toMatchObject({ kind: 'refused', position: 1 });
    expect(wrongly.found!.divergence.detail).toContain('client0 request was refused');
  });

  test('has to be refused where the model forbids it, if it can be asked for at any time', async () => {
    const refuses = ['client0 acquire', 'client1 acquire'];
    expect((await conform(system, { ...subjectOf(), refuses })).verdict).toBe('conforms');
    const { send, ...rest } = subjectOf();
    const careless: InProcess<Lock> = {
      ...rest,
      refuses,
      send: (lock, step) => (step.event === 'acquire' ? undefined : send(lock, step)),
    };
    const { found } = await conform(system, careless);
    expect(found!.divergence).toMatchObject({ kind: 'notRefused', position: 1 });
    const [survivor] = found!.divergence.survivors;
    expect(survivor!.refusal!.reason).toBe(
      'client0 is in idle: no row of this state takes acquire',
    );
  });
});

describe('an implementation that decides', () => {
  const deciding = (pick: (choices: number[]) => number): InProcess<Lock> => {
    const { hidden: _hidden, settle: _settle, ...rest } = subjectOf();
    return {
      ...rest,
      decides: ['server grant'],
      choose: (lock, allowed) => {
        lock.serve();
        const choices = allowed.map(({ choice }) => choice);
        return { process: 'server', event: 'grant', choice: pick([...choices, lock.granted - 1]) };
      },
    };
  };

  test('is followed in what it chooses', async () => {
    const result = await conform(
      system,
      deciding((choices) => choices.at(-1)!),
    );
    expect(result.verdict).toBe('conforms');
  });

  test('diverges if it chooses what the model forbids', async () => {
    const { found } = await conform(
      system,
      deciding((choices) => 1 - choices[0]!),
    );
    const { kind, step, survivors } = found!.divergence;
    expect([kind, step!.event]).toEqual(['notAllowed', 'grant']);
    expect(survivors[0]!.refusal!.falseGuards).toEqual(['isNext']);
  });
});

describe('no pass is flattering', () => {
  test('beyond the budget of states it is inconclusive', async () => {
    const { settle: _settle, ...unsettled } = subjectOf();
    const wide = lockSystem(3);
    const result = await conform(wide, { ...unsettled, read: () => ({}) }, { statesMax: 2 });
    expect(result).toMatchObject({ verdict: 'inconclusive' });
    expect(result.reason).toContain('more states than the budget allows');
  });

  test('what is declared and never reached is named', async () => {
    const gates = ['beforeGrant'];
    const result = await conform(system, { ...subjectOf(), gates, observes: ['granted', 'asked'] });
    expect(result).toMatchObject({ verdict: 'unreached' });
    expect(result.unreached).toEqual(['gate beforeGrant', 'name asked']);
  });

  test('an implementation that shows nothing, or is asked for nothing, was not tested', async () => {
    const shows = await conform(system, { ...subjectOf(), read: () => ({}) });
    expect(shows).toMatchObject({
      verdict: 'inconclusive',
      reason: 'the implementation showed nothing',
    });
    const asked = await conform(system, subjectOf(), { schedules: [] });
    expect(asked.verdict).toBe('inconclusive');
  });

  test.each([
    [{ hidden: ['servant'] }, "the model has no step 'servant'"],
    [{ observes: ['holder'] }, "the model has no 'holder'; it has client0, client1, server"],
    [{ read: () => ({ holder: 1 }) }, "the model has no 'holder'"],
    [{ read: () => ({ granted: 1.5 }) }, 'granted is no value of a state: 1.5'],
    [{ environment: ['client0'], actions: ['client0 request'] }, 'is environment and performed'],
  ])('names that the model does not have are refused: %o', async (part, reason) => {
    await expect(conform(system, { ...subjectOf(), ...part })).rejects.toThrow(reason);
  });
});
