import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Queue } from '../system/channel.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import { callbacks, type Heap } from './heap.ts';
import { PageRange } from './page-range.ts';

/** The agent's own variables: the Young range that it has read and not reported yet. */
export class AgentMemory {
  readonly range: PageRange;
  /** The /proc write has returned. */
  readonly callReturned: Field;

  constructor(layout: LayoutBuilder, heapPages: number) {
    this.range = new PageRange(layout, 'agentRange', heapPages);
    this.callReturned = layout.field('callReturned', 1);
  }
}

export interface AgentBinding {
  readonly heap: Heap;
  readonly agent: AgentMemory;
  readonly toLkm: Queue;
  readonly proc: Queue;
  readonly design: Design;
}

/** What the agent chart's guards mean. */
export function agentGuards({ heap, agent, toLkm, design }: AgentBinding): Record<string, Guard> {
  const raised = (words: Uint32Array): boolean => {
    const callback = heap.callback.get(words, 0);
    return callback === callbacks.leaving || callback === callbacks.finished;
  };
  const enforcedEnd = (words: Uint32Array): boolean =>
    heap.callback.get(words, 0) === callbacks.finished && heap.gcIsEnforced.get(words, 0) === 1;
  const hasRoom = (words: Uint32Array): boolean => !toLkm.isFull(words);
  const edenIsEmpty = (words: Uint32Array): boolean =>
    heap.edenTop.get(words, 0) === heap.youngBegin.get(words, 0);
  return {
    netlinkHasRoom: hasRoom,
    rangeLeft: (words) => raised(words) && heap.rangeLeft(words),
    callbackIsRaised: raised,
    enforcedCollectionEnded: enforcedEnd,
    callReturned: (words) => agent.callReturned.get(words, 0) === 1,
    callReturnedAtEnforcedEnd: (words) =>
      agent.callReturned.get(words, 0) === 1 && enforcedEnd(words),
    canReportReady: hasRoom,
    mustReportEverything: (words) =>
      hasRoom(words) &&
      design.gcPostCondition === 'checked' &&
      !(heap.collectedSinceRequest.get(words, 0) === 1 && edenIsEmpty(words)),
  };
}

/** What the agent chart's actions do. */
export function agentActions({ heap, agent, toLkm, proc }: AgentBinding): Record<string, Action> {
  const youngRange = (words: Uint32Array): { begin: number; end: number } => ({
    begin: heap.youngBegin.get(words, 0),
    end: heap.youngEnd.get(words, 0),
  });
  return {
    readYoungRange: (words) => {
      const { begin, end } = youngRange(words);
      agent.range.set(words, begin, end);
    },
    sendAreas: (words) => {
      const begin = agent.range.begin.get(words, 0);
      toLkm.send(words, 'areas', { begin, end: agent.range.end.get(words, 0) });
      agent.range.clear(words);
    },
    requestCollection: (words) => {
      heap.gcRequested.set(words, 0, 1);
      heap.collectedSinceRequest.set(words, 0, 0);
    },
    callShrunk: (words) => {
      proc.send(words, 'shrunk', {
        from: heap.leftFrom.get(words, 0),
        to: heap.leftTo.get(words, 0),
      });
    },
    takeReturn: (words) => {
      agent.callReturned.set(words, 0, 0);
      // Pages that leave before they are freed stay on the JVM's list: it still has to unmap them.
      if (heap.callback.get(words, 0) === callbacks.leaving) return;
      heap.leftFrom.set(words, 0, 0);
      heap.leftTo.set(words, 0, 0);
    },
    returnFromCallback: (words) => heap.callback.set(words, 0, callbacks.returned),
    sendReady: (words) => {
      const mustSendBegin = heap.fromBottom.get(words, 0);
      const mustSendEnd = heap.fromTop.get(words, 0);
      const ragged = heap.fromIsRagged.get(words, 0);
      toLkm.send(words, 'ready', { ...youngRange(words), mustSendBegin, mustSendEnd, ragged });
    },
    sendReadyWithEverything: (words) => {
      const { begin, end } = youngRange(words);
      toLkm.send(words, 'ready', { begin, end, mustSendBegin: begin, mustSendEnd: end, ragged: 0 });
    },
  };
}
