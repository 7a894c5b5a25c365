import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { closeAttempt } from './bind-daemon.ts';
import type { AbstractMachine } from './machine.ts';
import { entries } from './memory.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

export interface AbstractDestinationBinding extends AbstractMachine {
  readonly hazards: ReadonlySet<HazardName>;
  /** 1: the VM cannot start here. */
  readonly fails: ChoicePart;
  /** 1: the frame elsewhere that the observed page maps has not arrived. */
  readonly isMissing: ChoicePart;
  /** 1: the observed frame has arrived, which is not known. */
  readonly hasArrived: ChoicePart;
}

/** What the destination chart's guards mean. */
export function destinationGuards(
  binding: AbstractDestinationBinding,
): ProcessGuards<'destination'> {
  const { memory, heap, hazards, fails, isMissing, hasArrived } = binding;
  /**
   * A frame elsewhere that is needed has arrived: that is S1 of this frame, which was judged when the daemon
   * was about to activate, with the observed page and that frame. So a first violation is none of S3.
   */
  const mayBeMissing = (words: Uint32Array): boolean =>
    memory.poisonElsewhere.exists &&
    memory.entry.get(words) === entries.elsewhere &&
    !heap.isUsed(words);
  return {
    startsVm: (words, choice) =>
      fails.of(choice) === 0 &&
      (isMissing.of(choice) === 0 || mayBeMissing(words)) &&
      (hasArrived.of(choice) === 0 || memory.mayHaveArrived(words)),
    startMayFail: (_words, choice) =>
      fails.of(choice) === 1 &&
      isMissing.of(choice) === 0 &&
      hasArrived.of(choice) === 0 &&
      hazards.has('destinationFails'),
  };
}

/** What the destination chart's actions do to one frame and one page. */
export function destinationActions(
  binding: AbstractDestinationBinding,
): ProcessActions<'destination'> {
  const { memory, destinationToDaemon, isMissing, hasArrived } = binding;
  return {
    runVm: (words, choice) => {
      const isStale = memory.stale.is(words) && hasArrived.of(choice) === 0;
      memory.poison.put(words, isStale && memory.remembersPoison(words));
      memory.poisonElsewhere.set(words, isMissing.of(choice));
      memory.vmRuns.set(words, 1);
      memory.runsAtDestination.set(words, 1);
      closeAttempt(binding, words);
    },
    notifyRunning: (words) => destinationToDaemon.notify(words, 'running'),
    notifyFailed: (words) => destinationToDaemon.notify(words, 'failed'),
  };
}
