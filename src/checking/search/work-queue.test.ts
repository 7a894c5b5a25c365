/** The relay between threads, all parts of which one thread plays here: what threads do is in `workers.test`. */
import { describe, expect, test } from 'vitest';
import { mig } from '../../../examples/classics/mig.ts';
import { philosophers } from '../../../examples/classics/philosophers.ts';
import { enabledMax } from '../../system/enabled-max.ts';
import type { System } from '../../system/system.ts';
import { CoverageCounts } from '../coverage/coverage.ts';
import { ExactStore } from '../stores/exact-store.ts';
import { recordTail, type Records } from '../stores/state-store.ts';
import { Expander } from './expander.ts';
import { LocalExpansion, type Expansion, type SuccessorSink } from './expansion.ts';
import { SearchWorkers } from './search-workers.ts';
import { WorkQueue, tellStarted } from './work-queue.ts';

const source = { module: '', name: '', given: [] };

function expanderOf(system: System): Expander {
  return new Expander({ system, normalise: undefined, counts: new CoverageCounts(system) });
}

/** Searches with an expansion, and writes down the records of new states and all states where nothing moved. */
function searched(
  system: System,
  expansionOf: (store: ExactStore, sink: SuccessorSink) => Expansion,
): { readonly records: string[]; readonly still: string[]; readonly states: number } {
  const size = system.layout.wordsPerState;
  const stride = size + recordTail;
  const store = new ExactStore(size);
  store.add(system.initial(), 0);
  const [records, still]: [string[], string[]] = [[], []];
  const expansion = expansionOf(store, {
    add: (found: Records) => {
      const fresh = new Uint32Array(found.count);
      const added = store.addAll(found, fresh);
      for (const from of fresh.subarray(0, added)) {
        records.push(found.words.subarray(from, from + stride).join(' '));
      }
    },
    noProgress: (words, id) => still.push(`${id}: ${words.join(' ')}`),
  });
  for (let from = 0; from < store.size;) {
    const end = store.size;
    expansion.expand(from, end);
    from = end;
  }
  return { records, still, states: store.size };
}

describe.each([
  ['MIG', mig(3, 1, 1)],
  ['philosophers', philosophers(6)],
])('%s', (_what, system) => {
  const alone = searched(system, (store, sink) => {
    const expander = expanderOf(system);
    return new LocalExpansion({ expander, store, sink, stepsMax: enabledMax(system) });
  });

  test('is searched through the queue as it is without, to the last record', () => {
    const workers = { count: 1, source };
    const queued = searched(system, (store, sink) => {
      const expander = expanderOf(system);
      return new SearchWorkers({ system, workers, store, expander, reduces: false }).expansionFor(
        sink,
      );
    });
    expect(queued).toEqual(alone);
    expect([alone.states > 100, alone.still.length > 0]).toEqual([true, true]);
  });

  test('is searched so by two who claim chunks in turn', () => {
    const size = system.layout.wordsPerState;
    const stepsMax = enabledMax(system);
    const shared = WorkQueue.share(size, stepsMax);
    // As two threads have it: a queue each over the same memory.
    const ours = new WorkQueue(size, stepsMax, shared);
    const claimants = [ours, new WorkQueue(size, stepsMax, shared)].map((queue, worker) => ({
      queue,
      expander: expanderOf(system),
      claimant: { worker, onFault: (error: unknown) => expect(error).toBeUndefined() },
    }));
    let [offered, taken] = [0, 0];
    const queued = searched(system, (store, sink) => ({
      expand: (first, end) => {
        for (let next = first; next < end || taken < offered;) {
          while (next < end && ours.hasRoom(offered - taken)) {
            const count = Math.min(7, end - next);
            const { states } = ours.chunk(offered);
            for (let at = 0; at < count; at++) {
              store.read(next + at, states.subarray(at * size, (at + 1) * size));
            }
            ours.offer(offered++, { first: next, count });
            next += count;
          }
          expect(offered - taken).toBeLessThanOrEqual(16);
          for (let who = taken; !ours.isDone(taken); who++) {
            const { queue, expander, claimant } = claimants[who % 2]!;
            const number = who % 3 === 0 ? queue.next() : queue.claim();
            expect(queue.isDone(number)).toBe(false);
            queue.expand(number, expander, claimant);
            ours.waitFor(number);
          }
          const chunk = ours.chunk(taken++);
          const count = ours.countOf(chunk);
          expect(ours.faultOf(chunk)).toBe(-1);
          for (let at = 0; at < count; at++) {
            if (chunk.moved[at] === 1) continue;
            sink.noProgress(
              chunk.states.subarray(at * size, (at + 1) * size),
              ours.firstOf(chunk) + at,
            );
          }
          sink.add(ours.recordsOf(chunk));
        }
        expect(ours.claim()).toBe(-1);
      },
    }));
    expect(queued).toEqual(alone);
  });
});

describe('a queue', () => {
  const system = mig(3, 1, 1);
  const size = system.layout.wordsPerState;
  const queueOf = (stepsMax: number, shared = WorkQueue.share(size, stepsMax)): WorkQueue =>
    new WorkQueue(size, stepsMax, shared);

  test('has chunks of at most 128 states and 4,096 steps, and at least one state', () => {
    expect([1, 32, 33, 64, 4_096, 9_000].map((most) => queueOf(most).statesPerChunk)).toEqual([
      128, 128, 124, 64, 1, 1,
    ]);
  });

  test('gives each of its 16 chunks in flight memory of its own, with room for every step', () => {
    const stepsMax = 40;
    const queue = queueOf(stepsMax);
    const room = queue.statesPerChunk * stepsMax * (size + recordTail);
    const spans = Array.from({ length: 16 }, (_, number) => {
      const { head, states, moved, recordsStart } = queue.chunk(number);
      expect(states.length).toBe(queue.statesPerChunk * size);
      expect(moved.length).toBe(queue.statesPerChunk);
      expect(
        [head, states, moved].map(({ byteOffset, byteLength }) => byteOffset + byteLength),
      ).toEqual([states.byteOffset, moved.byteOffset, recordsStart * 4]);
      return { start: head.byteOffset / 4, end: recordsStart + room };
    });
    spans.forEach(({ end }, at) => expect(end).toBe(spans[at + 1]?.start ?? queue.words.length));
    expect(spans[0]!.start).toBe(0);
    expect(queue.chunk(16)).toBe(queue.chunk(0));
    expect([15, 16, 17].map((pending) => queue.hasRoom(pending))).toEqual([true, false, false]);
  });

  test('hands out chunks once each, in order, and none when it has ended', () => {
    const queue = queueOf(4);
    expect(queue.claim()).toBe(-1);
    queue.offer(0, { first: 0, count: 1 });
    queue.offer(1, { first: 1, count: 2 });
    expect([queue.claim(), queue.next(), queue.claim()]).toEqual([0, 1, -1]);
    expect([queue.firstOf(queue.chunk(1)), queue.countOf(queue.chunk(1))]).toEqual([1, 2]);
    queue.end();
    expect(queue.next()).toBe(-1);
  });

  test('gives back a chunk with the worker whose code threw, and reports what it threw', () => {
    const queue = queueOf(enabledMax(system));
    const expander = expanderOf(system);
    const thrown = new Error('from a guard');
    const failing = Object.assign(Object.create(expander) as Expander, {
      words: expander.words,
      writeTo: () => {},
      expand: () => {
        throw thrown;
      },
    });
    Object.defineProperty(failing, 'count', { get: () => expander.count });
    const reported: unknown[] = [];
    const claimant = { worker: 3, onFault: (error: unknown) => reported.push(error) };
    queue.offer(0, { first: 5, count: 1 });
    queue.expand(queue.claim(), failing, claimant);
    expect([queue.isDone(0), queue.faultOf(queue.chunk(0)), reported]).toEqual([true, 3, [thrown]]);
    // The slot is used again: nothing of the fault is left.
    queue.chunk(16).states.set(system.initial());
    queue.offer(16, { first: 0, count: 1 });
    queue.expand(16, expander, claimant);
    expect([queue.isDone(0), queue.isDone(16)]).toEqual([false, true]);
    expect(queue.faultOf(queue.chunk(16))).toBe(-1);
    expect(queue.recordsOf(queue.chunk(16)).count).toBeGreaterThan(0);
  });

  test('knows who started and whether one failed', () => {
    const shared = WorkQueue.share(size, 4);
    const queue = queueOf(4, shared);
    queue.waitForStart(0);
    tellStarted(shared, false);
    expect(queue.hasFailed).toBe(false);
    tellStarted(shared, true);
    queue.waitForStart(2);
    expect(queue.hasFailed).toBe(true);
  });
});

test('an error in the states of one thread is thrown when it is their turn', () => {
  const system = mig(3, 1, 1);
  const size = system.layout.wordsPerState;
  const store = new ExactStore(size);
  store.add(system.initial(), 0);
  const expander = expanderOf(system);
  const thrown = new Error('from an action');
  let expanded = 0;
  const failing = Object.assign(Object.create(expander) as Expander, {
    words: expander.words,
    writeTo: (records: Uint32Array, start: number) => expander.writeTo(records, start),
    expand: (id: number) => {
      if (++expanded === 3) throw thrown;
      return expander.expand(id);
    },
  });
  Object.defineProperty(failing, 'count', { get: () => expander.count });
  const workers = { count: 1, source };
  const sink: SuccessorSink = {
    add: (found) => store.addAll(found, new Uint32Array(found.count)),
    noProgress: () => {},
  };
  const input = { system, workers, store, expander: failing, reduces: false };
  const expansion = new SearchWorkers(input).expansionFor(sink);
  const search = (): void => {
    for (let from = 0; from < store.size;) {
      const end = store.size;
      expansion.expand(from, end);
      from = end;
    }
  };
  expect(search).toThrow(thrown);
  expect(expanded).toBe(3);
});
