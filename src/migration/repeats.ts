import type { Design } from '../../models/design.ts';
import { bitsAt, countOnes, nextSetBit, setBitsAt } from '../layout/bitmap.ts';
import type { Field } from '../layout/field.ts';
import type { System } from '../system/system.ts';
import { evacuations } from './bind-jvm.ts';
import { actionsOf, type ProcessAction } from './chart-names.ts';
import type { Machine } from './machine.ts';
import type { Memory } from './memory.ts';

/**
 * One step taken several times in a row, without asking its guards and doing its actions one by one. It
 * means nothing of its own: `repeats.test.ts` and `simulate.test.ts` hold it equal to as many
 * `System.apply`. Only a clock asks for it; the checker explores single steps.
 */
export interface Repeat {
  /** How many times in a row the step may be taken from here, at least; at most 32 or `most`. */
  readonly possible: (words: Uint32Array, choice: number, most: number) => number;
  /** Takes it so many times. */
  readonly apply: (words: Uint32Array, choice: number, count: number) => void;
}

/** What of the steps of `system` can be repeated, by transition id. */
export function repeatsOf(
  system: System,
  machine: Machine,
  design: Design,
): readonly (Repeat | undefined)[] {
  const byAction: Readonly<Partial<Record<ProcessAction, Repeat>>> = {
    ...frameRepeats(machine, design),
    'jvm passOverGarbage': garbageRepeat(machine),
    'jvm allocatePage': allocationRepeat(machine),
  };
  // Who judges steps must see each of them.
  if (system.watch !== undefined) return system.transitions.map(() => undefined);
  return system.transitions.map((transition) => {
    const { rule, channel } = transition;
    if (rule === undefined || channel !== undefined || rule.source !== rule.target)
      return undefined;
    const [action, another] = actionsOf(transition);
    return action === undefined || another !== undefined ? undefined : byAction[action];
  });
}

/** 32 bits of a bitmap, from a frame on. */
type BitsFrom = (words: Uint32Array, frame: number) => number;

/** What the daemon does with frames of its send set that are alike: 32 bits of each bitmap at once. */
function frameRepeats(machine: Machine, design: Design) {
  const { memory, daemon } = machine;
  const { transfer, transferSeen, method, peeked, stale, lastSend, deferred, content } = memory;
  const defers = design.skippedFrames === 'defer';
  const isDirtyAgain: BitsFrom = (words, frame) =>
    daemon.batchEnd.get(words, 0) === 0
      ? 0
      : bitsAt(words, peeked, frame - daemon.batchStart.get(words, 0));
  const isTransferred: BitsFrom = (words, frame) => {
    const isSeen = transferSeen !== undefined && memory.vmRuns.get(words, 0) === 1;
    return bitsAt(words, isSeen ? transferSeen : transfer, frame);
  };
  const isCompressed: BitsFrom = (words, frame) =>
    method === undefined ? 0 : bitsAt(words, method, frame);
  const countHandled = (words: Uint32Array, mask: number): void =>
    addUpTo(words, daemon.handled, [countOnes(mask), daemon.handledMax]);
  return {
    'daemon sendFrame': framesAtOnce(machine, {
      alike: (words, frame) =>
        isTransferred(words, frame) & ~isDirtyAgain(words, frame) & ~isCompressed(words, frame),
      effect: (words, from, mask) => {
        const isFirst = daemon.iteration.get(words, 0) === 1;
        const arrived = content === undefined ? mask : content.send(words, { from, mask, isFirst });
        setBitsAt(words, stale, { from, mask: arrived, value: 0 });
        setBitsAt(words, lastSend, { from, mask, value: 0 });
        if (defers) setBitsAt(words, deferred, { from, mask, value: 0 });
        addUpTo(words, daemon.sent, [countOnes(mask), daemon.sentMax]);
        countHandled(words, mask);
      },
    }),
    'daemon skipFrame': framesAtOnce(machine, {
      alike: (words, frame) => ~isTransferred(words, frame),
      effect: (words, from, mask) => {
        if (design.skipsInStopTest === 'counted') countHandled(words, mask);
        daemon.skipped?.set(words, 0, 1);
        if (defers) setBitsAt(words, deferred, { from, mask, value: 1 });
      },
    }),
    'daemon passOverFrame': framesAtOnce(machine, {
      alike: (words, frame) => isTransferred(words, frame) & isDirtyAgain(words, frame),
      effect: (words, _from, mask) => countHandled(words, mask),
    }),
  } satisfies Partial<Record<ProcessAction, Repeat>>;
}

function addUpTo(words: Uint32Array, field: Field, [amount, max]: [number, number]): void {
  field.set(words, 0, Math.min(max, field.get(words, 0) + amount));
}

/** Frames of the send set that are handled alike, up to the first that is not; they leave the send set. */
function framesAtOnce(
  { memory, daemon }: Machine,
  given: {
    readonly alike: BitsFrom;
    readonly effect: (words: Uint32Array, from: number, mask: number) => void;
  },
): Repeat {
  const { send, peeked } = memory;
  const maskOf = (words: Uint32Array): number => {
    const frame = daemon.cursor.get(words, 0);
    const left = daemon.batchEnd.get(words, 0) - frame;
    const within = left > 0 && left < 32 ? 2 ** left - 1 : -1;
    const bits = bitsAt(words, send, frame) & within;
    const mask = bits & given.alike(words, frame);
    const others = bits & ~mask;
    return others === 0 ? mask : mask & ((others & -others) - 1);
  };
  return {
    possible: (words) => countOnes(maskOf(words)),
    apply: (words, _choice, count) => {
      const from = daemon.cursor.get(words, 0);
      let mask = maskOf(words);
      for (let more = countOnes(mask) - count; more > 0; more--) {
        mask &= ~(0x8000_0000 >>> Math.clz32(mask));
      }
      given.effect(words, from, mask);
      setBitsAt(words, send, { from, mask, value: 0 });
      const batchEnd = daemon.batchEnd.get(words, 0);
      if (batchEnd > 0) {
        const start = daemon.batchStart.get(words, 0);
        setBitsAt(words, peeked, { from: from - start, mask, value: 0 });
      }
      const next = nextSetBit(words, send, from + 1);
      daemon.cursor.set(words, 0, next);
      if (next < batchEnd) return;
      daemon.batchStart.set(words, 0, 0);
      daemon.batchEnd.set(words, 0, 0);
    },
  };
}

/** Garbage pages of Eden one after the other; the last page of a space is left to a single step. */
function garbageRepeat({ heap }: Machine): Repeat {
  return {
    possible: (words, choice, most) => {
      if (choice !== evacuations.garbage) return 0;
      const page = heap.cursor.get(words, 0);
      return Math.max(0, Math.min(most, heap.edenTop.get(words, 0) - 1 - page));
    },
    apply: (words, _choice, count) => heap.cursor.add(words, 0, count),
  };
}

/** Pages of Eden that are mapped, filled one after the other. */
function allocationRepeat({ heap, memory }: Machine): Repeat {
  const { pageTable } = memory;
  return {
    possible: (words, _choice, most) => {
      const top = heap.edenTop.get(words, 0);
      const end = Math.min(heap.edenEnd.get(words, 0), top + most);
      let page = top;
      while (page < end && memory.isWritable(words, page)) page++;
      return page - top;
    },
    apply: (words, _choice, count) => {
      const top = heap.edenTop.get(words, 0);
      const end = top + count;
      for (let page = top; page < end;) {
        const entry = pageTable.get(words, page);
        let run = 1;
        while (page + run < end && pageTable.get(words, page + run) === entry + run) run++;
        writeFrames(memory, words, [entry - 1, run]);
        page += run;
      }
      heap.edenTop.set(words, 0, end);
    },
  };
}

/** What `Memory.write` does to up to 32 frames in a row. */
function writeFrames(memory: Memory, words: Uint32Array, [from, count]: [number, number]): void {
  const mask = count === 32 ? -1 : 2 ** count - 1;
  setBitsAt(words, memory.stale, { from, mask, value: 1 });
  setBitsAt(words, memory.poison, { from, mask, value: 0 });
  if (memory.content?.zeros !== undefined) {
    setBitsAt(words, memory.content.zeros, { from, mask, value: 0 });
  }
  if (memory.logsDirty.get(words, 0) === 1) {
    setBitsAt(words, memory.dirty, { from, mask, value: 1 });
  }
}
