import type { AbstractMachine } from './machine.ts';
import type { ProcessActions, ProcessGuards } from '../chart-names.ts';

export interface AbstractHypervisorBinding extends Pick<AbstractMachine, 'memory' | 'daemon'> {
  readonly gateIsClosed: (words: Uint32Array) => boolean;
}

/** What the hypervisor chart's guards mean: the same as in the concrete machine. */
export function hypervisorGuards(binding: AbstractHypervisorBinding): ProcessGuards<'hypervisor'> {
  const { daemon, gateIsClosed } = binding;
  return {
    logIsPending: (words) => daemon.logPending.is(words),
    gateIsClosed: (words) => daemon.suspendPending.is(words) && gateIsClosed(words),
    suspensionIsRequested: (words) => daemon.suspendPending.is(words),
    // Proofs refuse the hazard.
    deviceMayWrite: () => false,
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
    writeUnlogged: () => {},
  };
}
