import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { drawConfiguration, stepsMaxOf } from '../src/analysis/fuzzing/configurations.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import { LayoutBuilder } from '../src/layout/layout.ts';
import { evacuations } from '../src/migration/bind-jvm.ts';
import type { Machine } from '../src/migration/machine.ts';
import { Memory, owners } from '../src/migration/memory.ts';
import { run } from '../src/replay/run.ts';

/** Eden, From and To lie apart, each filled within its bounds, and no two pages share a frame. */
function expectSoundHeap({ heap, memory }: Machine, words: Uint32Array): void {
  const at = (
    name:
      | 'oldTop'
      | 'youngBegin'
      | 'edenTop'
      | 'edenEnd'
      | 'fromBottom'
      | 'fromTop'
      | 'fromEnd'
      | 'toBottom'
      | 'toTop'
      | 'toEnd'
      | 'youngEnd',
  ): number => heap[name].get(words, 0);
  const spaces = [
    [0, at('oldTop'), at('youngBegin')],
    [at('youngBegin'), at('edenTop'), at('edenEnd')],
    [at('fromBottom'), at('fromTop'), at('fromEnd')],
    [at('toBottom'), at('toTop'), at('toEnd')],
  ] as const;
  for (const [bottom, top, end] of spaces) {
    expect(top).toBeGreaterThanOrEqual(bottom);
    expect(end).toBeGreaterThanOrEqual(top);
  }
  const inOrder = spaces
    .filter(([bottom, , end]) => end > bottom)
    .toSorted(([one], [other]) => one - other);
  inOrder.slice(1).forEach(([bottom], index) => {
    expect(bottom).toBeGreaterThanOrEqual(inOrder[index]![2]);
  });
  const frames: number[] = [];
  for (let page = 0; page < memory.heapPages; page++) {
    const entry = memory.pageTable.get(words, page);
    if (entry === 0) continue;
    frames.push(entry);
    expect(memory.owner.get(words, entry - 1)).toBe(owners.application);
  }
  expect(new Set(frames).size).toBe(frames.length);
}

describe('a heap', () => {
  it('keeps its spaces apart, and a collection loses no live page: survivors fit or are promoted', () => {
    let survived = 0;
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const configuration = drawConfiguration({ hazards: [], framesMax: 32 }, seed);
        const scenario = { designName: 'hardened', design: designs.hardened, ...configuration };
        const { system, machine } = scenarioSystem(scenario);
        const { heap } = machine;
        const stepsMax = stepsMaxOf(configuration.scope);
        fuzz(system, {
          runs: 1,
          seed,
          stepsMax,
          shrinks: false,
          onRun: (walk) => {
            run(system, walk.steps(), (before, after, transition) => {
              const { process, rule } = system.transitions[transition]!;
              if (process !== 'jvm') return;
              expectSoundHeap(machine, after);
              const grown = (top: 'toTop' | 'oldTop'): number =>
                heap[top].get(after, 0) - heap[top].get(before, 0);
              const { guard } = rule!;
              if (guard === 'survivesToNewPage')
                expect([guard, grown('toTop')]).toEqual([guard, 1]);
              if (guard === 'promotesToNewPage')
                expect([guard, grown('oldTop')]).toEqual([guard, 1]);
              if (guard !== undefined && Object.hasOwn(evacuations, guard)) survived++;
            });
          },
        });
      }),
      { numRuns: 15, seed: 1, endOnFailure: true },
    );
    expect(survived).toBeGreaterThan(10);
  });
});

describe('transfer bitmap and PFN cache', () => {
  const frames = 40;
  const heapPages = 12;
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('skip' as const),
      page: fc.nat(heapPages - 1),
      frame: fc.nat(frames - 1),
    }),
    fc.record({ kind: fc.constant('unskip' as const), page: fc.nat(heapPages - 1) }),
    fc.record({ kind: fc.constant('reset' as const) }),
  );

  it('are a plain Set of skipped frames and a plain Map', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const layout = new LayoutBuilder();
        const memory = new Memory(
          layout,
          {
            frames,
            heapPages,
            cachePages: 0,
            hazards: new Set(),
            batchFrames: 2,
            tracksLeftovers: false,
          },
          designs.hardened,
        );
        const words = layout.build().zero();
        memory.reset(words);
        const skipped = new Set<number>();
        const cache = new Map<number, number>();
        for (const each of steps) {
          if (each.kind === 'skip') {
            memory.markSkippable(words, { page: each.page, frame: each.frame, application: 0 });
            skipped.add(each.frame);
            cache.set(each.page, each.frame);
          } else if (each.kind === 'reset') {
            memory.reset(words);
            skipped.clear();
            cache.clear();
          } else if (cache.has(each.page)) {
            memory.markMustSend(words, each.page);
            skipped.delete(cache.get(each.page)!);
            cache.delete(each.page);
          }
        }
        const all = Array.from({ length: frames }, (_, frame) => frame);
        const clear = all.filter((frame) => memory.transfer.get(words, frame) === 0);
        expect(new Set(clear)).toEqual(skipped);
        for (let page = 0; page < heapPages; page++) {
          expect(memory.cache.get(words, page)).toBe((cache.get(page) ?? -1) + 1);
        }
      }),
    );
  });
});
