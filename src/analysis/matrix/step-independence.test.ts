import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../../../models/design.ts';
import { scopes, sizedScope } from '../../../models/scope.ts';
import { Random } from '../../foundation/random.ts';
import { Commuting } from '../../migration/step-independence.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { repeatsOf } from '../../migration/repeats.ts';
import type { System } from '../../system/system.ts';
import { scenarioSystem } from './scenario-system.ts';

const scope = sizedScope(scopes.quick, {
  frames: 150,
  oldPages: 5,
  edenPages: 40,
  survivorPages: 6,
  youngReservedPages: 60,
  kernelFrames: 4,
  collections: 3,
  takes: 20,
  frees: 10,
  maxIterations: 6,
  fewFrames: 40,
  batchFrames: 47,
});
const steps = 3000;
const seeds = [1, 2];

type Taken = readonly [transition: number, choice: number];

/** Takes each step, which must be the one that its event leads to. */
function after(system: System, start: Uint32Array, taken: readonly Taken[]): Uint32Array {
  const words = start.slice();
  for (const [transition, choice] of taken) {
    const { process, event } = system.transitions[transition]!;
    const comes = system.process(process).enabledOn(words, event, choice);
    if (comes !== transition) expect.unreachable(`${process} ${event} is not what is taken`);
    system.apply(words, transition, choice);
  }
  return words;
}

interface Seen {
  /** Pairs compared, by the action of the JVM. */
  readonly compared: Map<string, number>;
  /** Pairs held for dependent whose two orders do differ. */
  differing: number;
}

/** Walks at random and compares, wherever the daemon sends, both orders of its sends and the JVM's steps. */
function compareAlong({ system, machine, design }: Migration, seed: number, seen: Seen): void {
  const commuting = new Commuting(system, machine);
  const repeats = repeatsOf(system, machine, design);
  const random = new Random();
  random.start(seed, 0);
  const words = system.initial();
  for (let step = 0; step < steps; step++) {
    // One step of each process, drawn: a write has hundreds of choices.
    const enabled = system.processes.flatMap((process) => {
      const own: Taken[] = [];
      process.sampleEnabled(
        words,
        (transition, choice) => own.push([transition, choice]),
        (end) => random.below(end),
      );
      return own.length === 0 ? [] : [own[random.below(own.length)]!];
    });
    if (enabled.length === 0) return;
    const send = enabled.find(([transition]) => commuting.isSend(transition));
    const jvm = enabled.find(([each]) => system.transitions[each]!.process === 'jvm');
    if (send !== undefined && jvm !== undefined) {
      const [transition, choice] = jvm;
      const sends = Array<Taken>(repeats[send[0]]!.possible(words, 0, 32)).fill(send);
      const apart = commuting.apart(words, transition, { choice, most: 3 });
      const possible = repeats[transition]?.possible(words, choice, 3) ?? 1;
      const own = Array<Taken>(Math.max(1, Math.min(apart, possible))).fill(jvm);
      const name = system.transitions[transition]!.rule?.actions.join() ?? '';
      if (apart > 0 || name === 'writePage' || name === 'allocatePage') {
        const early = after(system, words, [...own, ...sends]);
        const late = after(system, words, [...sends, ...own]);
        const isSame = early.every((word, at) => word === late[at]);
        if (apart > 0) {
          expect([step, name, isSame]).toEqual([step, name, true]);
          seen.compared.set(name, (seen.compared.get(name) ?? 0) + 1);
        } else if (!isSame) seen.differing++;
      }
    }
    system.apply(words, ...enabled[random.below(enabled.length)]!);
  }
}

describe('sends of the daemon and steps of the JVM that touch other frames come to the same in either order', () => {
  const { xen, published, hardened } = designs;
  it.each<[string, Design]>([
    ['xen', xen],
    ['published', published],
    ['hardened', hardened],
    ['bits read per batch', { ...hardened, transferBitRead: 'perBatch' }],
  ])('%s', (designName, design) => {
    const seen: Seen = { compared: new Map(), differing: 0 };
    for (const seed of seeds) {
      const departures = { judgesSteps: false };
      const scenario = { designName, design, hazards: [], scope };
      const migration = scenarioSystem(scenario, undefined, departures);
      compareAlong(migration, seed, seen);
    }
    for (const name of ['allocatePage', 'writePage', 'passOverGarbage']) {
      expect([name, (seen.compared.get(name) ?? 0) > 10]).toEqual([name, true]);
    }
    // The condition is needed: steps that it keeps in their order do depend on it.
    expect(seen.differing).toBeGreaterThan(0);
  });
});
