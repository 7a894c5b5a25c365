import { controlsOf } from '../../system/controls-of.ts';
import type { Migration } from '../../migration/migration-system.ts';
import type { JvmDriving } from '../application-progress.ts';
import type { Driver } from '../clock.ts';
import type { Costs } from '../costs.ts';
import { FaultingGuest, FaultingJvm, Faults } from './faulting-guest.ts';
import { PagingDriver } from './paging-driver.ts';

/** The drivers of a VM whose frames follow it, and what is known of its faults in the end. */
export interface Following {
  readonly faults: Faults;
  readonly jvm: FaultingJvm;
  readonly kernel: Driver;
  readonly paging: readonly Driver[];
}

/** Puts the guest's drivers where they wait for frames; `undefined` where none follow. */
export function following(
  { system, machine }: Migration,
  guest: { readonly jvm: JvmDriving; readonly kernel: Driver },
  { costs, seconds }: { readonly costs: Costs; readonly seconds: Float64Array },
): Following | undefined {
  const { paging } = machine;
  if (paging === undefined) return undefined;
  const faults = new Faults(system, machine);
  const isDraining = controlsOf(system).in('pageServer', ['draining']);
  return {
    faults,
    jvm: new FaultingJvm(guest.jvm, system, faults),
    kernel: new FaultingGuest(guest.kernel, system, faults),
    paging: [
      new PagingDriver(system, {
        process: 'pageServer',
        inbox: paging.returnPath,
        events: ['push', 'serve'],
        seconds,
        // A request is on its way for as long as a fault takes; frames are pushed meanwhile.
        hasCome: (words, now) =>
          now >= faults.firstAskedAt + costs.faultSeconds || isDraining(words),
        onTaken: () => faults.taken(),
      }),
      new PagingDriver(system, {
        process: 'pager',
        inbox: paging.pages,
        events: ['place', 'finish'],
        seconds,
      }),
    ],
  };
}
