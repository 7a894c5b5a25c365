import type { JvmBinding } from './jvm-binding.ts';
import type { Heap } from './heap.ts';
import { applications } from './memory.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** When the JVM may be killed, and what of it is left. */
export function exitGuards({ memory, heap, design, toLkm, ...binding }: JvmBinding) {
  const at = (words: Uint32Array): number => heap.cursor.get(words, 0);
  return {
    processMayExit: (words) =>
      heap.exited !== undefined && !heap.hasExited(words) && binding.noCallIsUnderWay(words),
    everyPageGivenBack: (words) => at(words) >= heap.heapPages,
    hookPrecedesExit: (words) =>
      design.frameLoss === 'mmuNotifier' && memory.cache.get(words, at(words)) !== 0,
    socketIsInherited: (words) => heap.childLives?.get(words, 0) === 1,
    netlinkHasRoom: (words) => !toLkm.isFull(words),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** The death of the JVM: memory first, then the socket (Linux do_exit). */
export function exitActions({ memory, heap, fromLkm, toLkm }: JvmBinding) {
  const clear = (words: Uint32Array, fields: readonly Heap['cursor'][]): void => {
    for (const field of fields) field.set(words, 0, 0);
  };
  return {
    die: (words) => {
      heap.exited?.set(words, 0, 1);
      // What the threads were at decides nothing any more; equal states shall be equal words.
      clear(words, [heap.cursor, heap.callback, heap.gcRequested, heap.gcIsEnforced]);
      clear(words, [heap.collectedSinceRequest, heap.leftFrom, heap.leftTo]);
      if (heap.compactTop !== undefined) clear(words, [heap.compactTop]);
    },
    giveBackPage: (words) => {
      const page = heap.cursor.get(words, 0);
      memory.unmap(words, page);
      memory.swapped?.set(words, page, 0);
      heap.cursor.add(words, 0, 1);
    },
    closeSocket: (words) => {
      while (fromLkm.head(words) >= 0) fromLkm.consume(words);
      toLkm.send(words, 'exited', { application: applications.jvm });
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}
