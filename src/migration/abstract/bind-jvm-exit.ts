import { regions } from './heap.ts';
import type { AbstractJvmBinding } from './jvm-binding.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

/** When the JVM may be killed, and what of it is left. */
export function exitGuards(binding: AbstractJvmBinding) {
  const { heap, toLkm, design, hazards, visit } = binding;
  return {
    processMayExit: (words) =>
      hazards.has('appExit') && !heap.hasExited(words) && binding.noCallIsUnderWay(words),
    everyPageGivenBack: (words, choice) => visit.isDone(words, choice),
    hookPrecedesExit: (words, choice) =>
      design.frameLoss === 'mmuNotifier' &&
      visit.isPossible(words, choice) &&
      visit.isCached(words, choice),
    socketIsInherited: (words) => heap.childLives.is(words),
    netlinkHasRoom: (words) => !toLkm.isFull(words),
  } satisfies Partial<ProcessGuards<'jvm'>>;
}

/** The death of the JVM: memory first, then the socket (Linux do_exit). */
export function exitActions({ memory, heap, toAgent, toLkm, visit }: AbstractJvmBinding) {
  return {
    die: (words) => {
      heap.exited.set(words, 1);
      for (const each of [
        heap.callback,
        heap.gcRequested,
        heap.gcIsEnforced,
        heap.collectedSinceRequest,
        heap.anyLeft,
        heap.pageLeft,
        heap.isCompacted,
        heap.toIsFilled,
      ]) {
        each.set(words, 0);
      }
      heap.startAt(words, true);
    },
    giveBackPage: (words, choice) => {
      if (!visit.isPossible(words, choice)) return;
      visit.unmap(words, choice);
      if (visit.isAtObserved(choice)) {
        memory.swapped.set(words, 0);
        if (heap.is(words, regions.left)) heap.region.set(words, regions.outside);
      }
      visit.advance(words, choice);
    },
    closeSocket: (words) => {
      while (toAgent.head(words) >= 0) toAgent.consume(words);
      toLkm.send(words, 'exited');
    },
  } satisfies Partial<ProcessActions<'jvm'>>;
}
