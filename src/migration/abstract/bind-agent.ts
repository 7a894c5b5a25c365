import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { Action, Guard } from '../../system/definition.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { callbacks } from '../heap.ts';
import { regions } from './heap.ts';
import type { AbstractMachine } from './machine.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

export interface AbstractAgentBinding extends AbstractMachine {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** 1: other pages of Eden hold objects. */
  readonly edenHoldsOthers: ChoicePart;
  /** 1: the observed page is the last of From that holds objects. */
  readonly isLastOfFrom: ChoicePart;
  /** 0: other pages have left Young in this collection. Only where that is not remembered. */
  readonly leftUnseen: ChoicePart;
}

const never: Guard = () => false;

/** What the agent chart's guards mean, seen from one page. */
export function agentGuards(binding: AbstractAgentBinding): ProcessGuards<'agent'> {
  const { heap, daemon, toLkm, proc, callReturned, design, hazards } = binding;
  const { edenHoldsOthers, isLastOfFrom, leftUnseen } = binding;
  const raised: Guard = (words) => heap.callbackIsRaised(words);
  const enforcedEnd = (words: Uint32Array): boolean =>
    heap.callback.get(words) === callbacks.finished && heap.gcIsEnforced.is(words);
  const hasRoom = (words: Uint32Array): boolean => !toLkm.isFull(words);
  const anyLeft = (words: Uint32Array, choice: number): boolean =>
    heap.anyLeft.exists
      ? heap.anyLeft.is(words)
      : heap.pageLeft.is(words) || leftUnseen.of(choice) === 0;
  const edenIsEmpty = (words: Uint32Array, choice: number): boolean =>
    !heap.is(words, regions.eden) && edenHoldsOthers.of(choice) === 0;
  return {
    netlinkHasRoom: (words, choice) => choice === 0 && hasRoom(words),
    isOfAnotherEpoch: never,
    isOfLaterEpoch: never,
    holdsInSecondRound: () => design.readiness === 'twoPhase',
    mayFallSilent: () => hazards.has('silentApp'),
    leaseMayExpire: (words) => daemon.wasRefused.is(words),
    // A relay that is busy with an earlier range takes no second one.
    rangeLeft: (words, choice) =>
      raised(words, choice) &&
      anyLeft(words, choice) &&
      (!hazards.has('reorder') || proc.head(words) < 0),
    callbackIsRaised: raised,
    enforcedCollectionEnded: enforcedEnd,
    callReturned: (words) => callReturned.is(words),
    callReturnedAtEnforcedEnd: (words) => callReturned.is(words) && enforcedEnd(words),
    mustReportEverything: (words, choice) =>
      hasRoom(words) &&
      isLastOfFrom.of(choice) === 0 &&
      design.gcPostCondition === 'checked' &&
      !(heap.collectedSinceRequest.is(words) && edenIsEmpty(words, choice)),
    // Where everything must be reported, the other choices say the same of the observed page.
    canReportReady: (words, choice) =>
      hasRoom(words) &&
      (design.gcPostCondition === 'trusted' ||
        (heap.collectedSinceRequest.is(words) && edenIsEmpty(words, choice))) &&
      (isLastOfFrom.of(choice) === 0 || (heap.fromIsRagged.exists && heap.is(words, regions.from))),
  };
}

/** What the agent chart's actions do, seen from one page. */
export function agentActions(binding: AbstractAgentBinding): ProcessActions<'agent'> {
  const { heap, toLkm, proc, agentRange, callReturned, hazards, isLastOfFrom } = binding;
  const returnFromCallback: Action = (words) => heap.callback.set(words, callbacks.returned);
  const inYoung = (words: Uint32Array): number => (heap.isInYoung(words) ? 1 : 0);
  return {
    readYoungRange: (words) => agentRange.set(words, inYoung(words)),
    sendAreas: (words) => {
      toLkm.send(words, 'areas', { inRange: agentRange.get(words) });
      agentRange.set(words, 0);
    },
    sendPrepared: (words) => void toLkm.send(words, 'prepared'),
    stopAnswering: () => {},
    letGo: returnFromCallback,
    requestCollection: (words) => {
      heap.gcRequested.set(words, 1);
      heap.collectedSinceRequest.set(words, 0);
    },
    callShrunk: (words) => {
      proc.send(words, 'shrunk', { inRange: heap.pageLeft.get(words) });
      // Relayed, the call is over for the caller before the LKM has seen it.
      if (hazards.has('reorder')) callReturned.set(words, 1);
    },
    takeReturn: (words) => {
      callReturned.set(words, 0);
      if (heap.callback.get(words) === callbacks.leaving) return;
      heap.anyLeft.set(words, 0);
      heap.pageLeft.set(words, 0);
    },
    returnFromCallback,
    sendReady: (words, choice) => {
      const inMustSend = heap.is(words, regions.from) ? 1 : 0;
      const isRaggedEnd = heap.fromIsRagged.is(words) ? isLastOfFrom.of(choice) : 0;
      toLkm.send(words, 'ready', { inRange: inYoung(words), inMustSend, isRaggedEnd });
    },
    sendReadyWithEverything: (words) => {
      const inRange = inYoung(words);
      toLkm.send(words, 'ready', { inRange, inMustSend: inRange });
    },
  };
}
