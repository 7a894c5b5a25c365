import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { owners, type Memory } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** What has been asked of the hypervisor or of the guest's suspend path and has not happened yet. */
export class HypervisorMemory {
  /** Only in a configuration with `readBeforeLogging`. */
  readonly logPending: Field | undefined = undefined;
  /** Only in a configuration with `lateSuspend`. */
  readonly suspendPending: Field | undefined = undefined;

  constructor(layout: LayoutBuilder, configuration: ReadonlySet<HazardName>) {
    if (configuration.has('readBeforeLogging')) this.logPending = layout.field('logPending', 1);
    if (configuration.has('lateSuspend')) this.suspendPending = layout.field('suspendPending', 1);
  }

  suspensionIsPending(words: Uint32Array): boolean {
    return this.suspendPending?.get(words, 0) === 1;
  }

  logIsPending(words: Uint32Array): boolean {
    return this.logPending?.get(words, 0) === 1;
  }
}

export interface HypervisorBinding {
  readonly memory: Memory;
  readonly hypervisor: HypervisorMemory;
  readonly gateIsClosed: (words: Uint32Array) => boolean;
  readonly strikes: Strikes;
  readonly design: Design;
  /** The daemon suspends the VM or sends the last iteration: a device that nobody stopped goes on. */
  readonly isSuspending: (words: Uint32Array) => boolean;
}

/** What the hypervisor chart's guards mean. */
export function hypervisorGuards(binding: HypervisorBinding): ProcessGuards<'hypervisor'> {
  const { memory, hypervisor, gateIsClosed, strikes, design, isSuspending } = binding;
  const stopsDevices = design.deviceLog === 'mergedAfterStop';
  const devicesRun = (words: Uint32Array): boolean =>
    memory.vmRuns.get(words, 0) === 1 || (!stopsDevices && isSuspending(words));
  return {
    logIsPending: (words) => hypervisor.logIsPending(words),
    gateIsClosed: (words) => hypervisor.suspensionIsPending(words) && gateIsClosed(words),
    suspensionIsRequested: (words) => hypervisor.suspensionIsPending(words),
    // A buffer of the kernel; before the log is on, and at the destination, it is a write as any other.
    deviceMayWrite: (words, frame) =>
      strikes.mayStrike(words, 'deviceWrites') &&
      memory.logsDirty.get(words, 0) === 1 &&
      memory.owner.get(words, frame) === owners.other &&
      devicesRun(words),
  };
}

/** What the hypervisor chart's actions do. */
export function hypervisorActions({
  memory,
  hypervisor,
  strikes,
}: HypervisorBinding): ProcessActions<'hypervisor'> {
  return {
    startLogging: (words) => {
      hypervisor.logPending?.set(words, 0, 0);
      memory.logsDirty.set(words, 0, 1);
    },
    refuseSuspension: (words) => hypervisor.suspendPending?.set(words, 0, 0),
    suspendVm: (words) => {
      hypervisor.suspendPending?.set(words, 0, 0);
      memory.pauseVm(words);
    },
    writeUnlogged: (words, frame) => {
      strikes.strike(words, 'deviceWrites');
      memory.writeUnlogged(words, frame);
    },
  };
}
