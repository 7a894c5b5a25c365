import type { Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { Action, Guard } from '../system/definition.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Memory } from './memory.ts';

/** What has been asked of the hypervisor or of the guest's suspend path and has not happened yet. */
export class HypervisorMemory {
  /** Only in a world with `daemonEarly`. */
  readonly logPending: Field | undefined = undefined;
  /** Only in a world with `lateSuspend`. */
  readonly suspendPending: Field | undefined = undefined;

  constructor(layout: LayoutBuilder, world: ReadonlySet<HazardName>) {
    if (world.has('daemonEarly')) this.logPending = layout.field('logPending', 1);
    if (world.has('lateSuspend')) this.suspendPending = layout.field('suspendPending', 1);
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
}

/** What the hypervisor chart's guards mean. */
export function hypervisorGuards(binding: HypervisorBinding): Record<string, Guard> {
  const { hypervisor, gateIsClosed } = binding;
  return {
    logIsPending: (words) => hypervisor.logIsPending(words),
    gateIsClosed: (words) => hypervisor.suspensionIsPending(words) && gateIsClosed(words),
    suspensionIsRequested: (words) => hypervisor.suspensionIsPending(words),
  };
}

/** What the hypervisor chart's actions do. */
export function hypervisorActions({
  memory,
  hypervisor,
}: HypervisorBinding): Record<string, Action> {
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
  };
}
