import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Queue } from '../system/channel.ts';
import type { Guard } from '../system/definition.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Epochs } from './epochs.ts';
import { callbacks, type Heap } from './heap.ts';
import { applications } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';
import { PageRange } from './page-range.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** The agent's own variables: the Young range that it has read and not reported yet. */
export class AgentMemory {
  readonly range: PageRange;
  /** The /proc write has returned. */
  readonly callReturned: Field;

  constructor(layout: LayoutBuilder, heapPages: number) {
    this.range = new PageRange(layout, 'agentRange', { pages: heapPages });
    this.callReturned = layout.field('callReturned', 1);
  }
}

export interface AgentBinding {
  readonly heap: Heap;
  readonly agent: AgentMemory;
  readonly toLkm: Queue;
  readonly fromLkm: Queue;
  readonly proc: Queue;
  readonly epochs: Epochs;
  readonly strikes: Strikes;
  readonly hazards: ReadonlySet<HazardName>;
  readonly design: Design;
}

/** Whether the head of an application's queue is of a later attempt than it knows, or of another. */
export function epochGuards(
  { fromLkm, epochs, design }: Pick<AgentBinding, 'fromLkm' | 'epochs' | 'design'>,
  application: number,
): Record<'isOfAnotherEpoch' | 'isOfLaterEpoch', Guard> {
  const isChecked = design.epoch === 'checked' && epochs.most > 0;
  const epoch = (words: Uint32Array): number => fromLkm.read(words, 'epoch');
  return {
    isOfAnotherEpoch: (words) =>
      isChecked && epoch(words) !== epochs.ofApplication(words, application),
    isOfLaterEpoch: (words) => isChecked && epoch(words) > epochs.ofApplication(words, application),
  };
}

/** What the agent chart's guards mean. */
export function agentGuards(binding: AgentBinding): ProcessGuards<'agent'> {
  const { heap, agent, toLkm, proc, strikes, design, hazards } = binding;
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
    ...epochGuards(binding, applications.jvm),
    netlinkHasRoom: hasRoom,
    holdsInSecondRound: () => design.readiness === 'twoPhase',
    mayFallSilent: (words) => strikes.mayStrike(words, 'silentApp'),
    leaseMayExpire: (words) => strikes.hasStruck(words, 'suspendRefused'),
    // A relay that is busy with an earlier range takes no second one.
    rangeLeft: (words) =>
      raised(words) && heap.rangeLeft(words) && (!hazards.has('reorder') || proc.head(words) < 0),
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
export function agentActions(binding: AgentBinding): ProcessActions<'agent'> {
  const { heap, agent, toLkm, fromLkm, proc, epochs, strikes, hazards } = binding;
  const stamp = (words: Uint32Array): { epoch?: number } =>
    epochs.most === 0 ? {} : { epoch: epochs.ofApplication(words, applications.jvm) };
  const returnFromCallback = (words: Uint32Array): void =>
    heap.callback.set(words, 0, callbacks.returned);
  const youngRange = (words: Uint32Array): { begin: number; end: number } => ({
    begin: heap.youngBegin.get(words, 0),
    end: heap.youngEnd.get(words, 0),
  });
  return {
    readYoungRange: (words) => {
      const { begin, end } = youngRange(words);
      agent.range.set(words, [begin, end]);
      if (epochs.most > 0) epochs.applications?.set(words, 0, fromLkm.read(words, 'epoch'));
    },
    sendAreas: (words) => {
      const begin = agent.range.begin.get(words, 0);
      toLkm.send(words, 'areas', { begin, end: agent.range.end.get(words, 0), ...stamp(words) });
      agent.range.clear(words);
    },
    sendPrepared: (words) => void toLkm.send(words, 'prepared', stamp(words)),
    stopAnswering: (words) => strikes.strike(words, 'silentApp'),
    letGo: returnFromCallback,
    requestCollection: (words) => {
      heap.gcRequested.set(words, 0, 1);
      heap.collectedSinceRequest.set(words, 0, 0);
    },
    callShrunk: (words) => {
      proc.send(words, 'shrunk', {
        from: heap.leftFrom.get(words, 0),
        to: heap.leftTo.get(words, 0),
      });
      // Relayed, the call is over for the caller before the LKM has seen it.
      if (hazards.has('reorder')) agent.callReturned.set(words, 0, 1);
    },
    takeReturn: (words) => {
      agent.callReturned.set(words, 0, 0);
      // Pages that leave before they are freed stay on the JVM's list: it still has to unmap them.
      if (heap.callback.get(words, 0) === callbacks.leaving) return;
      heap.leftFrom.set(words, 0, 0);
      heap.leftTo.set(words, 0, 0);
    },
    returnFromCallback,
    sendReady: (words) => {
      const mustSendBegin = heap.fromBottom.get(words, 0);
      const mustSendEnd = heap.fromTop.get(words, 0);
      const ragged = heap.fromIsRagged.get(words, 0);
      const mustSend = { mustSendBegin, mustSendEnd, ragged };
      toLkm.send(words, 'ready', { ...youngRange(words), ...mustSend, ...stamp(words) });
    },
    sendReadyWithEverything: (words) => {
      const { begin, end } = youngRange(words);
      const mustSend = { mustSendBegin: begin, mustSendEnd: end, ragged: 0 };
      toLkm.send(words, 'ready', { begin, end, ...mustSend, ...stamp(words) });
    },
  };
}
