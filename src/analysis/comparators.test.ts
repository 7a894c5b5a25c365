import { describe, expect, test } from 'vitest';
import { comparatorNames, comparators, type Comparator } from '../../models/comparators.ts';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import type { MigrationOptions } from '../migration/migration-system.ts';
import { owners } from '../migration/memory.ts';
import { check } from '../checking/check.ts';
import { scenarioSystem } from './check-scenario.ts';
import { sizedScope } from './sized-scope.ts';

// Frames that are free at first; and iterations enough that a frame is dirty at two CLEANs in a row.
const roomy = sizedScope(scopes.small, { frames: 4 });
const scopeOf = ({ switches }: Comparator) =>
  switches?.hotFrames === 'postponed' ? scopes.stops : roomy;

function s1Of(
  design: Design,
  comparator: Comparator,
  given: { hazards?: readonly HazardName[]; mutate?: MigrationOptions['mutate'] } = {},
): string | undefined {
  const { hazards = [], mutate } = given;
  const changed = { ...design, ...comparator.switches };
  const scenario = { designName: 'test', design: changed, hazards, scope: scopeOf(comparator) };
  const { properties } = check(scenarioSystem(scenario, mutate).system, { finish: 'first' });
  return properties.find(({ id }) => id === 'S1')?.verdict;
}

describe('no comparator loses a page', () => {
  const changing = comparatorNames.filter((name) => 'switches' in comparators[name]);
  test('those that change nothing but costs and what the guest does run the designs as they are', () => {
    expect(comparatorNames.filter((name) => !changing.includes(name))).toEqual([
      'throttle',
      'compress',
      'compressHeap',
      'delta',
    ]);
  });
  test('page cache and balloon are free pages, and a kernel and a JVM that give some back before', () => {
    const { freePages, pageCache, balloon } = comparators;
    expect([pageCache.switches, balloon.switches]).toEqual([
      freePages.switches,
      freePages.switches,
    ]);
  });
  test.each(['freePages', 'putOff'] as const)('%s, added to xen', (name) => {
    expect(s1Of(designs.xen, comparators[name])).toBe('verified');
  });
  test('freePages, added to hardened', () => {
    expect(s1Of(designs.hardened, comparators.freePages)).toBe('verified');
  });
});

describe('but some way of getting them wrong does', () => {
  /** After an action of the daemon, something more. */
  const afterwards = (
    action: string,
    then: (
      words: Uint32Array,
      machine: Parameters<NonNullable<MigrationOptions['mutate']>>[1],
    ) => void,
  ): MigrationOptions['mutate'] => {
    return (process, machine) =>
      process.name !== 'daemon'
        ? process
        : {
            ...process,
            actions: {
              ...process.actions,
              [action]: (words, choice) => {
                process.actions[action]!(words, choice);
                then(words, machine);
              },
            },
          };
  };

  test('a list of free frames that is made before the log is on', () => {
    const hazards = ['daemonEarly'] as const;
    expect(s1Of(designs.xen, {} as Comparator, { hazards })).toBe('verified');
    expect(s1Of(designs.xen, comparators.freePages, { hazards })).toBe('violated');
  });

  test('frames that were listed as free and are dirty by now', () => {
    const mutate = afterwards('cleanForNextIteration', (words, { memory }) => {
      for (let frame = 0; frame < memory.frames; frame++) {
        if (memory.owner.get(words, frame) === owners.other) memory.send.set(words, frame, 0);
      }
    });
    expect(s1Of(designs.xen, comparators.freePages, { mutate })).toBe('violated');
  });

  test('frames that were put off and are forgotten', () => {
    const mutate = afterwards('cleanForNextIteration', (words, { memory }) => {
      for (let frame = 0; frame < memory.frames; frame++) memory.postponed!.set(words, frame, 0);
    });
    expect(s1Of(designs.xen, comparators.putOff, { mutate })).toBe('violated');
  });
});
