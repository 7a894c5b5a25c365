import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import { owners } from '../memory.ts';
import type { AbstractMachine } from './machine.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

export interface AbstractHypervisorBinding extends Pick<AbstractMachine, 'memory' | 'daemon'> {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** The daemon suspends the VM or sends the last iteration: a device that nobody stopped goes on. */
  readonly isSuspending: (words: Uint32Array) => boolean;
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

/** What the hypervisor chart's guards mean: the same as in the concrete machine. */
export function hypervisorGuards(binding: AbstractHypervisorBinding): ProcessGuards<'hypervisor'> {
  const { memory, daemon, gateIsClosed, design, hazards, isSuspending } = binding;
  const devicesRun = (words: Uint32Array): boolean =>
    memory.vmRuns.is(words) || (design.deviceLog !== 'mergedAfterStop' && isSuspending(words));
  return {
    logIsPending: (words) => daemon.logPending.is(words),
    gateIsClosed: (words) => daemon.suspendPending.is(words) && gateIsClosed(words),
    suspensionIsRequested: (words) => daemon.suspendPending.is(words),
    // What devices write on other frames is not known.
    deviceMayWrite: (words) =>
      hazards.has('deviceWrites') &&
      memory.logsDirty.is(words) &&
      memory.owner.get(words) === owners.other &&
      devicesRun(words),
  };
}

/** What the hypervisor chart's actions do. */
export function hypervisorActions({
  memory,
  daemon,
}: AbstractHypervisorBinding): ProcessActions<'hypervisor'> {
  return {
    startLogging: (words) => {
      daemon.logPending.set(words, 0);
      memory.logsDirty.set(words, 1);
    },
    refuseSuspension: (words) => daemon.suspendPending.set(words, 0),
    suspendVm: (words) => {
      daemon.suspendPending.set(words, 0);
      memory.pauseVm(words);
    },
    writeUnlogged: (words) => memory.writeUnlogged(words),
  };
}
