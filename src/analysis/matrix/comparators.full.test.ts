import { describe, expect, test } from 'vitest';
import { comparatorNames, comparators, type Comparator } from '../../../models/comparators.ts';
import { designs, type Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { scopes, sizedScope } from '../../../models/scope.ts';
import type { MigrationOptions } from '../../migration/migration-system.ts';
import { owners } from '../../migration/memory.ts';
import { check } from '../../checking/check.ts';
import { scenarioSystem } from './scenario-system.ts';

// Frames that are free at first; and iterations enough that a frame is dirty at two CLEANs in a row.
const roomy = sizedScope(scopes.small, { frames: 4 });
// A page of Old; a page that leaves the heap, and somebody who takes its frame.
const scopeOf = ({ switches }: Comparator) => {
  if (switches?.transferMap === 'twoBits') return scopes.quick;
  return switches?.hotFrames === 'postponed' ? scopes.stops : roomy;
};

function s1Of(
  design: Design,
  comparator: Comparator,
  given: {
    hazards?: readonly HazardName[];
    mutate?: MigrationOptions['mutate'];
    finish?: 'all';
  } = {},
): string | undefined {
  const { hazards = [], mutate, finish = 'first' } = given;
  const changed = { ...design, ...comparator.switches };
  const scenario = { designName: 'test', design: changed, hazards, scope: scopeOf(comparator) };
  const { properties } = check(scenarioSystem(scenario, mutate).system, { finish });
  return properties.find(({ id }) => id === 'S1')?.verdict;
}

describe('no comparator loses a page', () => {
  const changing = comparatorNames.filter((name) => 'switches' in comparators[name]);
  test('those that change nothing but costs and what the guest does run the designs as they are', () => {
    expect(comparatorNames.filter((name) => !changing.includes(name))).toEqual(['throttle']);
  });
  test('page cache and balloon are free pages, and a kernel and a JVM that give some back before', () => {
    const { freePages, pageCache, balloon } = comparators;
    expect([pageCache.switches, balloon.switches]).toEqual([
      freePages.switches,
      freePages.switches,
    ]);
  });
  test.each(['freePages', 'deferHotPages'] as const)('%s, added to xen', (name) => {
    expect(s1Of(designs.xen, comparators[name])).toBe('verified');
  });
  test.each(['postCopy', 'hybrid'] as const)('%s, added to xen: S1 to the end', (name) => {
    expect(s1Of(designs.xen, comparators[name])).toBe('verified');
  });
  test.each(['compress', 'delta'] as const)(
    '%s, added to xen: what is sent is what was meant',
    (name) => {
      expect(s1Of(designs.xen, comparators[name])).toBe('verified');
    },
  );
  test.each(['freePages', 'postCopy'] as const)('%s, added to hardened', (name) => {
    expect(s1Of(designs.hardened, comparators[name])).toBe('verified');
  });
  test('compressHeap, added to hardened; a frame that has left the heap marked is sent so', () => {
    const sent = new Map<number, number>();
    const mutate: MigrationOptions['mutate'] = (process, { memory, daemon }) =>
      process.name !== 'daemon'
        ? process
        : {
            ...process,
            actions: {
              ...process.actions,
              compressFrame: (words) => {
                const owner = memory.owner.get(words, daemon.cursor.get(words, 0));
                sent.set(owner, (sent.get(owner) ?? 0) + 1);
              },
            },
          };
    expect(s1Of(designs.hardened, comparators.compressHeap, { mutate })).toBe('verified');
    expect(sent.get(owners.application)).toBeGreaterThan(100);
    expect(sent.get(owners.other)).toBeGreaterThan(100);
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
    const hazards = ['readBeforeLogging'] as const;
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

  test('a daemon that takes whatever is not "send as it is" for "skip"', () => {
    const mutate: MigrationOptions['mutate'] = (process, { memory, daemon }) =>
      process.name !== 'daemon'
        ? process
        : {
            ...process,
            guards: {
              ...process.guards,
              transferBitIsClear: (words, choice) =>
                process.guards['transferBitIsClear']!(words, choice) ||
                memory.isCompressed(words, daemon.cursor.get(words, 0)),
            },
          };
    expect(s1Of(designs.hardened, comparators.compressHeap, { mutate })).toBe('violated');
  });

  test('an LKM that puts the method in the place of the transfer bit', () => {
    const mutate: MigrationOptions['mutate'] = (process, { memory, lkm }) =>
      process.name !== 'lkm'
        ? process
        : {
            ...process,
            actions: {
              ...process.actions,
              writeMethod: (words, choice) => {
                process.actions['writeMethod']!(words, choice);
                const entry = memory.pageTable.get(words, lkm.cursor.get(words, 0));
                if (entry > 0) memory.transfer.set(words, entry - 1, 0);
              },
            },
          };
    // A bit that is 0 without the cache knowing of it violates S5 even earlier.
    const s1 = s1Of(designs.hardened, comparators.compressHeap, { mutate, finish: 'all' });
    expect(s1).toBe('violated');
  });

  test('a kept copy that is not the one that the destination has', () => {
    const mutate = afterwards('cleanForNextIteration', (words, { memory }) => {
      memory.content!.copies!.differs.set(words, memory.frames - 1, 1);
    });
    expect(s1Of(designs.xen, comparators.delta, { mutate })).toBe('violated');
  });

  test('zeros that are not sent because the destination has zeros anyway', () => {
    const leaving = { switches: { zeroPages: 'leftOutAtFirst' } } as Comparator;
    expect(s1Of(designs.xen, leaving)).toBe('violated');
  });

  test('frames that were put off and are forgotten', () => {
    const mutate = afterwards('cleanForNextIteration', (words, { memory }) => {
      for (let frame = 0; frame < memory.frames; frame++) memory.postponed!.set(words, frame, 0);
    });
    expect(s1Of(designs.xen, comparators.deferHotPages, { mutate })).toBe('violated');
  });
});
