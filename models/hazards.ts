/** Something that real systems do and the paper assumes away, with the evidence. */
export interface Hazard {
  readonly title: string;
  readonly source: string;
  /** Assumptions of the paper that exclude it: A1-A19 of `assumptions.ts`. */
  readonly drops: readonly string[];
}

/**
 * Each drops assumptions of the paper. Frames that others reuse and a Young generation that is resized
 * ({@link baselineHazards}) are part of every scenario.
 */
export const hazards = {
  livePageLeavesYoung: {
    title: 'a page leaves Young with live data on it, unwritten',
    source: 'HotSpot UseAdaptiveGCBoundary: absorb_live_data_from_eden (psMarkSweep.cpp)',
    drops: ['A11'],
  },
  remap: {
    title: 'the kernel moves a page of Young to another frame (compaction, NUMA balancing)',
    source: 'assumed absent in 3.3.4; Linux mm/migrate.c, mlock does not prevent it',
    drops: ['A2'],
  },
  swap: {
    title: 'the kernel swaps a page of Young out, and in again on another frame',
    source: 'assumed absent in 3.3.4; Linux mm/vmscan.c, mm/swap_state.c',
    drops: ['A2'],
  },
  share: {
    title: 'a page of Young maps a frame that others map too (fork, KSM, the zero page)',
    source: 'Linux copy_page_range (mm/memory.c), mm/ksm.c; a read of an untouched page',
    drops: ['A14', 'A18'],
  },
  ignoredGc: {
    title: 'the enforced collection does not happen, but its end is announced',
    source: 'HotSpot GC_locker (psScavenge.cpp); JDK-8057586',
    drops: ['A6'],
  },
  gcTurnsFull: {
    title: 'the enforced minor collection becomes a full one and leaves live data in Eden',
    source: 'recorded: OpenJDK 17, Parallel; 4.3.2 relies on a minor one',
    drops: ['A6'],
  },
  promotionFailure: {
    title: 'the enforced collection fails half way: live data stays in Eden, From and To',
    source: 'HotSpot clean_up_failed_promotion (psScavenge.cpp)',
    drops: ['A6', 'A7'],
  },
  edenRefilled: {
    title: 'the failed allocation is already in Eden when the end of the collection is announced',
    source: 'recorded: OpenJDK 17; HotSpot satisfies it inside the VM operation',
    drops: ['A8'],
  },
  unalignedSurvivors: {
    title: 'the survivors end inside a page',
    source: 'recorded: From.top was not page-aligned in 215 of 226 collections (OpenJDK 17)',
    drops: ['A9'],
  },
  fullGc: {
    title: 'the JVM starts a full collection: live data slides inside Eden, partly unwritten',
    source: 'HotSpot psParallelCompact.cpp, dense prefix; recorded',
    drops: ['A7'],
  },
  lossyNetlink: {
    title: 'a netlink message to an application is lost, and a multicasting sender gets no error',
    source: 'Linux af_netlink.c: do_one_broadcast, netlink_overrun (ENOBUFS at the receiver)',
    drops: ['A15'],
  },
  reorder: {
    title: 'the /proc write is relayed: the agent goes on before the LKM has acted on it',
    source: 'no order between /proc and netlink (3.3.1, 3.3.2)',
    drops: ['A3', 'A15'],
  },
  silentApp: {
    title: 'an application that has reported an area never answers again',
    source: 'VI: stragglers are left to the future',
    drops: ['A5'],
  },
  lateReady: {
    title: 'an application answers after any deadline: timers expire although nothing is wrong',
    source: 'VI: timeouts are left to the future; libxl suspend cancel',
    drops: ['A5'],
  },
  appExit: {
    title: 'the JVM is killed at any moment: memory is freed first, the socket closed after',
    source: 'Linux do_exit: exit_mm, then exit_files; af_netlink.c: NETLINK_URELEASE',
    drops: ['A14'],
  },
  abort: {
    title: 'the migration is aborted, and the VM continues at the source',
    source: 'Xen xc_domain_save.c, goto out; QEMU migrate_cancel; the paper knows no abort',
    drops: ['A13'],
  },
  destinationFails: {
    title: 'the destination cannot start the VM; the source takes it back',
    source: 'Xen libxl domain_resume; QEMU migration_block_activate',
    drops: ['A13'],
  },
  suspendRefused: {
    title: 'the guest refuses to suspend at first, and an application stops holding meanwhile',
    source: 'Linux freeze_processes (20 s), drivers/xen/manage.c',
    drops: ['A8'],
  },
  lateSuspend: {
    title: 'the guest suspends some time after the request; the daemon may have given up',
    source: 'libxl: domain_suspend_callback, pvcontrol cancellation',
    drops: ['A13'],
  },
  secondMigration: {
    title: 'the VM is migrated again: from the destination, or after an attempt that failed',
    source: 'the bitmap is guest memory and migrates; propolis issue 232',
    drops: ['A13'],
  },
  twoApps: {
    title: 'a second application assists, and its preparation needs the first',
    source: 'VI: coordinating several applications is left to the future',
    drops: ['A5'],
  },
  hostileRanges: {
    title: 'a second application reports memory that is not its own',
    source: 'VI: applications are taken to be benign',
    drops: ['A5'],
  },
  readBeforeLogging: {
    title: 'the daemon may read before the hypervisor logs writes',
    source: 'Xen 0d176cc716 (libxl did not wait until QEMU acknowledged the logdirty command)',
    drops: ['A12'],
  },
  cleanFails: {
    title: 'a CLEAN fails half way: the log is cleared up to a frame, and the daemon gets nothing',
    source:
      'Xen 4.1 paging_log_dirty_op (leaf by leaf, then EFAULT); Linux kvm_get_dirty_log_protect',
    drops: ['A13'],
  },
  deviceWrites: {
    title: 'a device writes memory outside of the log (DMA, vhost), until it is stopped',
    source:
      'cloud-hypervisor issue 5356 (virtio threads); QEMU 5c0ba1be37 (vhost, last sync left out)',
    drops: ['A19'],
  },
  concurrentUncommit: {
    title: 'frames of a generation that has shrunk leave after the callback, without a notice',
    source: 'HotSpot g1UncommitRegionTask.cpp (JDK-8236926: a service thread, after the pause)',
    drops: ['A3'],
  },
} as const satisfies Record<string, Hazard>;

export type HazardName = keyof typeof hazards;
export const hazardNames = Object.keys(hazards) as readonly HazardName[];

/** What is part of every scenario. It may be named as a hazard; it changes nothing. */
export const baselineHazards = {
  reuse: {
    title: 'frames that are given back are taken by others, who write them',
    source: '3.3.4',
  },
  youngResize: {
    title: 'the Young generation shrinks and expands at the end of collections',
    source: '4.2, 4.3.2; recorded: shrinks are common (OpenJDK 17)',
  },
} as const;

/** Whether a second application exists under these hazards. */
export function hasCacheApp(active: readonly HazardName[]): boolean {
  return active.includes('twoApps') || active.includes('hostileRanges');
}
