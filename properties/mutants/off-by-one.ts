import { copyBits } from '../../src/layout/bitmap.ts';
import { cell, idle, still, tiny, within, type MatrixCell } from '../../models/matrix-cell.ts';
import { costCells } from '../../models/matrix-cells-costs.ts';
import { scopes } from '../../models/scope.ts';
import { invariant } from '../../src/foundation/invariant.ts';
import { always, asks, does, forgets, other } from './changes.ts';
import type { Change, Mutant, MutantConfiguration } from './mutant.ts';

/** A cell as a place to try a mutant in. */
function at({ design, hazards, scope, liveness, costs }: MatrixCell): MutantConfiguration {
  return {
    hazards,
    scope,
    design,
    ...(liveness === undefined ? {} : { liveness }),
    ...(costs === undefined ? {} : { costs }),
  };
}

/** A cell of {@link costCells}, by design and hazards. */
function costing(design: string, scope: string, hazards = ''): MutantConfiguration {
  const found = costCells.find(
    (each) =>
      each.designName === design && each.scope.name === scope && each.hazards.join() === hazards,
  );
  invariant(found !== undefined, `no cell of costs for ${design} in ${scope}`);
  return at(found);
}

const calm = at(cell({ switches: idle }));
const stragglers = at(cell({ switches: idle, hazards: ['lateReady'] }));
const twoApps = at(cell({ switches: idle, hazards: ['twoApps'], scope: within(tiny) }));
const released = at(
  cell({
    switches: idle,
    hazards: ['twoApps', 'suspendRefused'],
    scope: within(tiny),
    liveness: true,
  }),
);
const shrinking = at(
  cell({
    switches: { frameLoss: 'ranges', departedPages: 'byRange' },
    scope: scopes.quick,
  }),
);
const small = at(cell({ scope: scopes.small }));
const stops = costing('hardened:whilePreparing=idle', 'stops:frames=3,oldPages=0');
const twoBits = costing(
  'hardened:whilePreparing=idle,transferMap=twoBits',
  'bare:frames=4,oldPages=1,rewrites=0,batchFrames=4',
);
const running = costing('hardened', 'bare');

function mutant(
  [name, title]: readonly [name: string, title: string],
  changes: readonly Change[],
  [configuration, killedBy]: readonly [MutantConfiguration, string],
): Mutant {
  return { name, title, changes, configurations: [configuration], fate: { killedBy } };
}

/** Loops that end a step early or late, bounds that are one off. */
const loops: readonly Mutant[] = [
  mutant(
    ['walk-ends-a-page-early', 'the first update leaves out the last page of an area'],
    [
      asks('lkm', 'walkIsDone', ({ lkm }) => (words) => {
        return lkm.cursor.get(words, 0) >= lkm.area.end.get(words, lkm.current.get(words, 0)) - 1;
      }),
    ],
    [calm, 'P2'],
  ),
  mutant(
    ['must-send-ends-a-page-early', 'the final update leaves out the last page that must be sent'],
    [
      asks('lkm', 'everyMustSendPageSet', ({ lkm }) => (words) => {
        return lkm.cursor.get(words, 0) >= lkm.mustSend.end.get(words, 0) - 1;
      }),
    ],
    [calm, 'S2'],
  ),
  mutant(
    [
      'must-send-ends-a-page-late',
      'the final update sets the bit of the page after those that must be sent',
    ],
    [
      asks('lkm', 'everyMustSendPageSet', ({ lkm, memory }) => (words) => {
        const end = Math.min(lkm.mustSend.end.get(words, 0) + 1, memory.heapPages);
        return lkm.cursor.get(words, 0) >= end;
      }),
    ],
    [calm, 'P3'],
  ),
  mutant(
    [
      'pages-of-a-straggler-end-early',
      'of an application that is late the last page stays skipped',
    ],
    [
      asks('lkm', 'everyPageAbandoned', ({ lkm, memory }) => (words) => {
        return lkm.cursor.get(words, 0) >= memory.heapPages - 1;
      }),
    ],
    [stragglers, 'S4'],
  ),
  mutant(
    ['shrink-ends-a-page-early', 'a shrink leaves out the last page of its range'],
    [
      asks('procCall', 'everyPageOfRangeDone', ({ call }) => (words) => {
        return call.cursor.get(words, 0) >= call.end.get(words, 0) - 1;
      }),
    ],
    [shrinking, 'S2'],
  ),
  mutant(
    ['range-begins-a-page-late', 'the agent reports Young without its first page'],
    [
      does('agent', 'readYoungRange', (original, { agent }) => (words, choice) => {
        original(words, choice);
        agent.range.begin.add(words, 0, 1);
      }),
    ],
    [calm, 'P2'],
  ),
  mutant(
    ['kept-entries-end-early', 'the second application names its kept pages without the last'],
    [
      does('cacheApp', 'sendReady', (original, { cacheApp, memory }) => (words, choice) => {
        const first = memory.heapPages;
        const kept = cacheApp?.entries.get(words, 0) ?? 0;
        if (first > 0) cacheApp?.entries.set(words, 0, 0);
        original(words, choice);
        cacheApp?.entries.set(words, 0, kept);
      }),
    ],
    [twoApps, 'S2'],
  ),
  mutant(
    [
      'one-iteration-too-many',
      'the limit of iterations is tested with more than, not with at least',
    ],
    [
      asks('daemon', 'iterationsAreUsedUp', ({ daemon, size }) => (words) => {
        const isLive = daemon.announcedLast.get(words, 0) === 0;
        return isLive && daemon.iteration.get(words, 0) >= size.numbers.maxIterations;
      }),
    ],
    [stops, 'Q'],
  ),
  mutant(
    [
      'few-frames-counts-one-more',
      'the daemon stops at as many frames as count as few, not only below',
    ],
    [
      asks('daemon', 'fewFramesAreLeft', ({ daemon, size }) => (words) => {
        const isLive = daemon.announcedLast.get(words, 0) === 0;
        return isLive && daemon.handled.get(words, 0) <= size.numbers.fewFrames;
      }),
    ],
    [stops, 'L3'],
  ),
  mutant(
    ['batch-ends-a-frame-early', 'PEEK reads a frame less than fits into a batch'],
    [
      does('daemon', 'peekBatch', (original, { daemon, memory }) => (words, choice) => {
        original(words, choice);
        const start = daemon.batchStart.get(words, 0);
        const end = daemon.batchEnd.get(words, 0);
        if (end - start < 2) return;
        memory.peeked.set(words, end - 1 - start, 0);
        daemon.batchEnd.set(words, 0, end - 1);
      }),
    ],
    [running, 'Q'],
  ),
];

/** Words that are not written, or too often; steps in another order. */
const written: readonly Mutant[] = [
  mutant(
    [
      'passed-over-frames-not-counted',
      'frames that are dirty again do not count as work that is left',
    ],
    [
      does('daemon', 'passOverFrame', (original, { daemon }) => (words, choice) => {
        const handled = daemon.handled.get(words, 0);
        original(words, choice);
        daemon.handled.set(words, 0, handled);
      }),
    ],
    [stops, 'L3'],
  ),
  mutant(
    ['every-frame-at-the-end', 'the last iteration sends everything once more that is not skipped'],
    [
      does('daemon', 'cleanForLastIteration', (original, { memory }) => (words, choice) => {
        for (let frame = 0; frame < memory.frames; frame++) memory.dirty.set(words, frame, 1);
        original(words, choice);
      }),
    ],
    [running, 'Q'],
  ),
  mutant(
    ['heap-never-compressed', 'the second bit of the map is not looked at'],
    [always('daemon', 'frameIsToBeCompressed', false)],
    [twoBits, 'Q'],
  ),
  mutant(
    ['method-not-written', 'the module names no method for what it does not skip'],
    [forgets('lkm', 'writeMethod')],
    [twoBits, 'Q'],
  ),
  mutant(
    [
      'iteration-announced-and-not-made',
      'the log is not read for the iteration that runs while the guest prepares',
    ],
    [
      other('daemon', {
        state: 'stopping.announced',
        event: 'clean',
        becomes: { actions: undefined },
      }),
    ],
    [running, 'Q'],
  ),
  mutant(
    ['bits-copied-back', 'the last iteration sends a frame although its bit was cleared meanwhile'],
    [
      does('daemon', 'skipFrame', (original, { memory, daemon }) => (words, choice) => {
        const frame = daemon.cursor.get(words, 0);
        if (memory.vmRuns.get(words, 0) === 0) memory.stale.set(words, frame, 0);
        original(words, choice);
      }),
    ],
    [calm, 'P2'],
  ),
  mutant(
    [
      'other-application-chosen',
      'the pages of an application that still holds are sent, not of the one that does not',
    ],
    [
      does('lkm', 'chooseLetGo', (original, { lkm, memory }) => (words, choice) => {
        original(words, choice);
        const isOther = lkm.current.get(words, 0) === 0;
        lkm.current.set(words, 0, isOther ? 1 : 0);
        lkm.cursor.set(words, 0, isOther ? memory.heapPages : 0);
      }),
    ],
    [released, 'L1'],
  ),
  mutant(
    [
      'epoch-written-to-the-other-application',
      'the second application keeps the number of its attempt where the JVM does',
    ],
    [
      does('cacheApp', 'heedQuery', (original, { epochs }) => (words, choice) => {
        const own = epochs.ofApplication(words, 1);
        original(words, choice);
        epochs.applications?.set(words, 0, epochs.ofApplication(words, 1));
        epochs.applications?.set(words, 1, own);
      }),
    ],
    [twoApps, 'D'],
  ),
  mutant(
    ['log-copied-to-the-deferred-set', 'what the last CLEAN yields replaces what was deferred'],
    [
      does('daemon', 'cleanForLastIteration', (original, { memory }) => (words, choice) => {
        copyBits(words, memory.dirty, memory.deferred);
        original(words, choice);
      }),
    ],
    [small, 'S1'],
  ),
  mutant(
    ['hold-forgotten-for-the-second', 'only the first application is released'],
    [
      does('lkm', 'multicastRelease', (original, { lkmToApplications }) => (words, choice) => {
        const second = lkmToApplications[1];
        const before = second?.head(words) ?? -1;
        original(words, choice);
        if (before < 0) while ((second?.head(words) ?? -1) >= 0) second?.consume(words);
      }),
    ],
    [twoApps, 'D'],
  ),
  mutant(
    [
      'must-send-page-joins',
      'a page that must be sent may join the area; its bit is set again afterwards',
    ],
    [
      asks('lkm', 'pageJoins', ({ lkm, memory }) => (words) => {
        const page = lkm.cursor.get(words, 0);
        const entry = memory.pageTable.get(words, page);
        const application = lkm.current.get(words, 0);
        return (
          !lkm.area.contains(words, page, application) &&
          memory.cache.get(words, page) === 0 &&
          entry !== 0 &&
          memory.isHeldAlone(words, entry - 1, application)
        );
      }),
    ],
    [at(cell({ switches: idle, scope: within({ ...still, collections: 2, resizes: 2 }) })), 'S11'],
  ),
];

/** Bounds, loops and words that are one off: what an implementer gets wrong without noticing. */
export const offByOneMutants: readonly Mutant[] = [...loops, ...written];
