import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes, sizedScope } from '../../models/scope.ts';
import { Random } from '../foundation/random.ts';
import type { Migration } from './migration-system.ts';
import { repeatsOf } from './repeats.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';

// Bitmaps that share words with others, a batch that ends inside a word, Young larger than a word.
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

const { published, hardened, xen } = designs;
const cases: [string, Design, HazardName[]?][] = [
  ['xen', xen],
  ['published', published],
  ['hardened', hardened],
  ['bits read per batch', { ...hardened, transferBitRead: 'perBatch' }],
  ['bits read per iteration', { ...published, transferBitRead: 'perIteration' }],
  ['skips counted', { ...published, skipsInStopTest: 'counted' }],
  ['hot frames put off', { ...xen, hotFrames: 'postponed' }],
  ['two bits a frame', { ...hardened, transferMap: 'twoBits' }],
  [
    'differences, zeros past the copy',
    { ...xen, pageEncoding: 'delta', zeroPages: 'markedPastCopy' },
  ],
  ['zeros left out at first', { ...hardened, zeroPages: 'leftOutAtFirst' }],
  ['free frames left out', { ...hardened, freeFrames: 'skippedAtStart' }],
  [
    'hardened, survivors inside a page',
    hardened,
    ['unalignedSurvivors', 'edenRefilled', 'ignoredGc'],
  ],
  ['hardened, frames that move', hardened, ['remap', 'livePageLeavesYoung', 'readBeforeLogging']],
];

const steps = 5000;
const seeds = [1, 2];

/** Walks at random, and at every step that can be repeated takes it so often both ways. How often each
 * action was compared, and the longest stretch. */
function compareAlong(migration: Migration, seed: number, seen: Map<string, number>): void {
  const { system, machine, design } = migration;
  const repeats = repeatsOf(system, machine, design);
  const random = new Random();
  random.start(seed, 0);
  const words = system.initial();
  for (let step = 0; step < steps; step++) {
    const enabled = system.processes.flatMap((process) => {
      const own: [number, number][] = [];
      process.sampleEnabled(
        words,
        (transition, choice) => own.push([transition, choice]),
        (end) => random.below(end),
      );
      return own.length === 0 ? [] : [own[random.below(own.length)]!];
    });
    if (enabled.length === 0) return;
    const [transition, choice] = enabled[random.below(enabled.length)]!;
    const repeat = repeats[transition];
    const most = repeat?.possible(words, choice, 32) ?? 0;
    const { process, event, rule } = system.transitions[transition]!;
    const single = words.slice();
    for (let count = 1; count <= most; count++) {
      // The step is the one that is taken each time, not only one that could be.
      expect(system.process(process).enabledOn(single, event, choice)).toBe(transition);
      system.apply(single, transition, choice);
      const repeated = words.slice();
      repeat!.apply(repeated, choice, count);
      expect(repeated).toEqual(single);
    }
    const name = `${process} ${rule?.actions[0] ?? ''}`;
    if (most > 0) seen.set(name, Math.max(seen.get(name) ?? 0, most));
    if (most > 0 && random.below(2) === 0) words.set(single);
    else system.apply(words, transition, choice);
  }
}

describe('several steps at once are as many single ones, bit for bit', () => {
  it.each(cases)('%s', (name, design, hazards = []) => {
    const seen = new Map<string, number>();
    for (const seed of seeds) {
      const migration = scenarioSystem({ designName: name, design, hazards, scope }, undefined, {
        judgesSteps: false,
      });
      compareAlong(migration, seed, seen);
    }
    const names = ['daemon sendFrame', 'jvm allocatePage', 'jvm passOverGarbage'];
    if (design.assistance !== 'none') names.push('daemon skipFrame');
    for (const each of names) expect([each, (seen.get(each) ?? 0) > 1]).toEqual([each, true]);
    expect(seen.get('daemon passOverFrame')).toBeGreaterThan(0);
  });
});
