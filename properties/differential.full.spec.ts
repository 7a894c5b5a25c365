import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designs, designSwitches, type Design } from '../models/design.ts';
import { hazardNames } from '../models/hazards.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { drawConfiguration } from '../src/analysis/fuzzing/configurations.ts';
import { invariant } from '../src/foundation/invariant.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import { translated } from '../src/fuzzing/named-steps.ts';
import { schedules, stepsOf } from '../src/fuzzing/schedules.ts';
import { Walk } from '../src/fuzzing/walk.ts';
import type { Migration, MigrationOptions } from '../src/migration/migration-system.ts';
import { ActorSystem } from '../src/replay/actors.ts';
import { askedAt } from '../src/system/asked-at.ts';
import type { Step, System } from '../src/system/system.ts';

function migrationOf(design: Design, scope: Scope, mutate?: MigrationOptions['mutate']): Migration {
  return scenarioSystem({ designName: 'test', design, hazards: [], scope }, mutate);
}

/** The design of any switch positions. */
const anyDesign = fc.record(
  Object.fromEntries(
    Object.entries(designSwitches).map(([name, { values }]) => [name, fc.constantFrom(...values)]),
  ),
) as unknown as fc.Arbitrary<Design>;

describe('any design in any configuration', () => {
  it('goes the same way in XState actors as in the executor', () => {
    fc.assert(
      fc.property(anyDesign, fc.nat(), (design, seed) => {
        const configuration = drawConfiguration({ hazards: hazardNames, framesMax: 16 }, seed);
        const { system } = scenarioSystem({ designName: 'any', design, ...configuration });
        let taken = 0;
        fuzz(system, {
          runs: 1,
          seed,
          stepsMax: 600,
          shrinks: false,
          onRun: (walk) => {
            const actors = new ActorSystem(system);
            for (const { transition, choice } of walk.steps()) {
              const { process, event } = system.transitions[transition]!;
              actors.send(process, event, choice);
              taken++;
            }
            expect(actors.words).toEqual(walk.words);
          },
        });
        expect(taken).toBeGreaterThan(0);
      }),
      { numRuns: 25, seed: 1, endOnFailure: true },
    );
  });
});

/** Whether S1 is violated on the way of a schedule; steps that are not possible are passed over, and
 * at the end the system goes on by itself until it rests. */
function losesOn(system: System, named: readonly Step[]): boolean {
  const walk = new Walk(system, named.length + 400);
  const property = system.properties.find(({ id }) => id === 'S1')!;
  const isAsked = askedAt(system, property);
  const isLost = (): boolean => isAsked(walk.words) && property.violation(walk.words) !== undefined;
  for (const step of named) {
    const transition = walk.findNamed(step);
    if (transition >= 0) walk.take(transition, step.choice);
    if (isLost()) return true;
  }
  while (walk.length < walk.stepsMax && !system.isTerminal(walk.words, 0)) {
    walk.findEnabled();
    if (walk.enabledCount === 0) return false;
    let pick = 0;
    while (
      pick < walk.enabledCount - 1 &&
      walk.kinds.isProgress[walk.enabledTransitions[pick]!] === 0
    )
      pick++;
    walk.take(walk.enabledTransitions[pick]!, walk.enabledChoices[pick]!);
    if (isLost()) return true;
  }
  return false;
}

describe('published and hardened on the same schedule', () => {
  it('where published loses a page, hardened does not; the other way round never', () => {
    const published = migrationOf(designs.published, scopes.quick).system;
    const hardened = migrationOf(designs.hardened, scopes.quick).system;
    let lost = 0;
    fc.assert(
      fc.property(schedules(published, { stepsMax: 300 }), (schedule) => {
        const steps = stepsOf(published, schedule);
        if (losesOn(published, steps)) lost++;
        expect(losesOn(hardened, translated(published, hardened, steps))).toBe(false);
      }),
      { numRuns: 300, seed: 1, endOnFailure: true },
    );
    expect(lost).toBeGreaterThan(0);
  });
});

/**
 * Q1: for the same writes and the same CLEANs, an assisted migration sends no more frames than one
 * that does not look at the transfer bitmap. The other is the same system with one guard closed, taken
 * along step by step: it does with a frame of its send set what it would, when the first does.
 */
class Twins {
  readonly #assisted: Migration;
  readonly #vanilla: Migration;
  readonly #words: Uint32Array;
  readonly #twin: Walk;
  sent = 0;
  sentByTwin = 0;

  constructor(design: Design, scope: Scope) {
    // Both iterate as often: otherwise the CLEANs would not be the same.
    const never = { fewFramesAreLeft: () => false, trafficIsUsedUp: () => false };
    const changing =
      (more: object): NonNullable<MigrationOptions['mutate']> =>
      (process) =>
        process.name === 'daemon'
          ? { ...process, guards: { ...process.guards, ...never, ...more } }
          : process;
    this.#assisted = migrationOf(design, scope, changing({}));
    this.#vanilla = migrationOf(design, scope, changing({ transferBitIsClear: () => false }));
    this.#words = this.#assisted.system.initial();
    this.#twin = new Walk(this.#vanilla.system, 100_000);
  }

  get system(): System {
    return this.#assisted.system;
  }

  take({ transition, choice }: Step): void {
    const { system, machine } = this.#assisted;
    const { event, process } = system.transitions[transition]!;
    const cursor = machine.daemon.cursor.get(this.#words, 0);
    const twinsCursor = this.#vanilla.machine.daemon.cursor.get(this.#twin.words, 0);
    if (system.transitions[transition]!.rule!.actions.includes('sendFrame')) this.sent++;
    system.apply(this.#words, transition, choice);
    // A frame that only the first has in its send set was deferred; the twin has handled it before.
    if (process === 'daemon' && event === 'scan' && twinsCursor !== cursor) return;
    const found = this.#twin.findNamed({ transition, choice });
    invariant(found >= 0, `${process} ${event}: the twin cannot follow`);
    const { rule } = this.#vanilla.system.transitions[found]!;
    if (rule!.actions.includes('sendFrame')) this.sentByTwin++;
    this.#twin.take(found, choice);
  }
}

describe('Q1: never more frames than vanilla for the same writes and CLEANs', () => {
  // Each frame is peeked for itself: otherwise a deferred frame would shift the twin's batches.
  const scope: Scope = {
    ...scopes.quick,
    frames: 5,
    edenPages: 2,
    youngReservedPages: 4,
    batchFrames: 1,
  };
  it.each(['published', 'hardened'] as const)('%s', (name) => {
    let fewer = 0;
    const { system } = new Twins(designs[name], scope);
    fc.assert(
      fc.property(schedules(system, { stepsMax: 600 }), (schedule) => {
        const twins = new Twins(designs[name], scope);
        for (const step of stepsOf(system, schedule)) twins.take(step);
        expect(twins.sent).toBeLessThanOrEqual(twins.sentByTwin);
        if (twins.sent < twins.sentByTwin) fewer++;
      }),
      { numRuns: 40, seed: 1, endOnFailure: true },
    );
    expect(fewer).toBeGreaterThan(10);
  });
});
