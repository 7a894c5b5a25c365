import type { EventPort } from '../system/channel.ts';
import type { Action } from '../system/definition.ts';
import { copyBits, fillBits, orBits } from '../layout/bitmap.ts';
import type { Design } from '../../models/design.ts';
import type { DaemonMemory } from './bind-daemon.ts';
import type { HypervisorMemory } from './bind-hypervisor.ts';
import type { Memory } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

export interface DestinationBinding {
  readonly memory: Memory;
  readonly daemon: DaemonMemory;
  readonly hypervisor: HypervisorMemory;
  readonly toDaemon: EventPort;
  readonly strikes: Strikes;
  readonly design: Design;
}

/** What the destination chart's guards mean; choice 1 of `start` is a failure. */
export function destinationGuards({ strikes }: DestinationBinding): ProcessGuards<'destination'> {
  return {
    startsVm: (_words, choice) => choice === 0,
    startMayFail: (words, choice) => choice === 1 && strikes.mayStrike(words, 'destinationFails'),
  };
}

/** What the destination chart's actions do. */
export function destinationActions(binding: DestinationBinding): ProcessActions<'destination'> {
  const { toDaemon, strikes } = binding;
  return {
    runVm: runVm(binding),
    notifyRunning: (words) => toDaemon.notify(words, 'running'),
    notifyFailed: (words) => {
      strikes.strike(words, 'destinationFails');
      toDaemon.notify(words, 'failed');
    },
  };
}

/**
 * The VM goes on at the destination: there, nothing is logged and no migration's books are open. What
 * never arrived is poison from now on.
 */
function runVm({ memory, daemon, hypervisor, design }: DestinationBinding): Action {
  return (words) => {
    hypervisor.logPending?.set(words, 0, 0);
    copyBits(words, memory.stale, memory.poison);
    const { absent, send, stale } = memory;
    memory.vmRuns.set(words, 0, 1);
    memory.runsAtDestination.set(words, 0, 1);
    memory.logsDirty.set(words, 0, 0);
    fillBits(words, memory.dirty, 0);
    daemon.closeBooks(words);
    if (absent === undefined) {
      fillBits(words, memory.stale, 0);
      memory.closeBooks(words, design);
      return;
    }
    // Frames follow: the send set says which, and what is here of them is discarded. What stays stale has a
    // newer copy here or there.
    copyBits(words, send, absent);
    if (design.skippedAtDestination === 'absent') orBits(words, stale, absent);
    memory.closeIterations(words, design);
  };
}
