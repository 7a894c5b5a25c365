/** A design switch: what an implementer of the protocol chooses. */
export interface DesignSwitch {
  readonly values: readonly string[];
  readonly title: string;
  /** Where the paper says so, or the evidence for the alternatives. */
  readonly source: string;
}

/** Every switch; the first value is the paper's. */
export const designSwitches = {
  assistance: {
    values: ['transferBitmap', 'none'],
    title: 'Whether the guest takes part at all',
    source: '3.3; none = Xen 4.1 as it is',
  },
  skippedFrames: {
    values: ['drop', 'defer'],
    title: 'What the daemon remembers of a frame that it skipped for its transfer bit',
    source: '3.3.3 (nothing); Xen 4.1 to_fix, Xen today deferred_pages',
  },
  shrinkNotice: {
    values: ['afterFree', 'beforeFree'],
    title: 'Whether pages are freed before or after the LKM hears that they leave',
    source: '4.3.2 does not say; HotSpot uncommits first (psYoungGen.cpp), then posts the event',
  },
  unskip: {
    values: ['setBit', 'setBitAndDirty'],
    title: 'What the LKM does to a frame whose bit it sets again; the bit first, then the log',
    source: '3.3.4 (sets the bit)',
  },
  whilePreparing: {
    values: ['announceThenClean', 'oneMoreIteration', 'keepIterating', 'idle'],
    title:
      'What the daemon does while the guest prepares: one more iteration, with its CLEAN after or before the notification; iterations until ready; nothing',
    source: '5.3: the second-last iteration covers safepoint wait and collection',
  },
  lastClean: {
    values: ['afterSuspend', 'beforeSuspend'],
    title: 'When the dirty log is read for the last time',
    source: 'Xen 4.1 xc_domain_save.c: suspend, then CLEAN; the other order is a mutant',
  },
  frameLoss: {
    values: ['ranges', 'rewalk', 'mmuNotifier'],
    title:
      'How the LKM learns that a page has lost its frame: from ranges, from a second walk at the end, or from a hook before the frame leaves',
    source: '3.3.4 (ranges; walking again is its alternative); Linux mmu_notifier.h, read_retry',
  },
  departedPages: {
    values: ['byRange', 'byCache'],
    title: 'How the final update finds the pages that have left: by ranges or by its cache',
    source: '3.3.4 compares VA ranges with those in its memory',
  },
  pageTableWalk: {
    values: ['serialized', 'unlocked'],
    title: 'Whether reading a page-table entry and clearing its bit are one step',
    source: '3.3.2 does not say; Linux: mmap_lock or mmu_interval_read_retry',
  },
  skippable: {
    values: ['anyMapped', 'privateAnonymous'],
    title: 'Which mapped pages may be skipped: any, or only private anonymous ones (mapcount 1)',
    source: '3.3.2 does not say; Linux vm_normal_page, PageAnon, page_mapcount',
  },
  mustSendRounding: {
    values: ['inward', 'outward'],
    title: 'How the occupied From range is rounded to pages',
    source: '3.3.2 rounds every range inward; HotSpot: From.top is not page-aligned',
  },
  gcPostCondition: {
    values: ['trusted', 'checked'],
    title: 'Whether the agent checks that the enforced collection emptied Eden',
    source: '4.3.2 relies on a modified HotSpot; JDK-8057586: an explicit GC may be ignored',
  },
  straggler: {
    values: ['waitForEver', 'timeoutUnskip'],
    title: 'What the LKM does about a late application: waits, or sends its pages and releases it',
    source: 'VI names the unbounded delay and leaves timeouts to the future',
  },
  delivery: {
    values: ['multicast', 'unicastAckRetry'],
    title:
      'How the LKM sends messages to applications: a multicast that may be lost, or one by one until received',
    source: '3.3.1 (multicast); Linux netlink_unicast reports a full queue to the sender',
  },
  suspendGate: {
    values: ['none', 'recheck'],
    title: 'Whether the suspension is refused if a ready application has exited or stopped holding',
    source: '3.3.5 does not say; Linux PM_SUSPEND_PREPARE notifiers',
  },
  epoch: {
    values: ['none', 'checked'],
    title: 'Whether messages carry the number of their attempt, and those of another are ignored',
    source: 'the paper has one migration; virtio-balloon free page hint cmd_id',
  },
  releaseOnAbort: {
    values: ['none', 'always'],
    title: 'Whether applications are released when a migration is aborted',
    source: 'the paper knows no abort; QEMU dd8eeb9671',
  },
  suspendCancel: {
    values: ['none', 'transactional'],
    title: 'Whether a request to suspend is withdrawn when the daemon gives up',
    source: 'libxl pvcontrol transaction; without it the guest suspends with nobody there',
  },
  dirtyLogOnRetry: {
    values: ['reused', 'allDirty'],
    title: 'What a later attempt sends first: what the log has collected since, or everything',
    source: 'Xen 4.1 (everything); propolis issue 387 (the log)',
  },
  transferBitRead: {
    values: ['live', 'perBatch', 'perIteration'],
    title:
      'When the daemon reads a transfer bit: at the frame, once per batch, or once per iteration',
    source: '3.3.3 does not say; Xen 4.1 copies the dirty bits of a batch',
  },
  skipsInStopTest: {
    values: ['uncounted', 'counted'],
    title: 'Whether skipped frames count in the stop test for few frames',
    source: 'Xen 4.1 counts what is dirty again; counting these too never ends early (a mutant)',
  },
  readiness: {
    values: ['oneRound', 'twoPhase'],
    title:
      'Whether each application holds when it is ready, or all prepare first and then all hold',
    source: '3.3.5 (one round)',
  },
  firstUpdate: {
    values: ['concurrent', 'handshake'],
    title: 'Whether the daemon waits until the LKM knows that a migration begins',
    source: '3.3.5 (in parallel); event channels keep one bit, so begin and enterLast may coalesce',
  },
  logStart: {
    values: ['unacknowledged', 'acknowledged'],
    title: 'Whether the daemon reads frames before it has the answer that writes are logged',
    source: '3.3.5 mentions no waiting; Xen 0d176cc716 (libxl did not wait for the device model)',
  },
  failedClean: {
    values: ['giveUp', 'retry', 'resendAll'],
    title:
      'What the daemon does after a CLEAN that failed half way: gives the migration up, CLEANs again, or sends everything again',
    source:
      'Xen 4.1 xc_domain_save.c (goto out); a retry: Firecracker issue 4545 (the log was consumed)',
  },
  deviceLog: {
    values: ['none', 'merged', 'mergedAfterStop'],
    title:
      'What the daemon knows of pages that devices wrote: nothing, their own log at each CLEAN, or that, devices being stopped before the last',
    source:
      '3.1 has only the log of the hypervisor; QEMU vhost_migration_log; propolis issue 253 (a device after the last CLEAN)',
  },
  bitmapReset: {
    values: [
      'never',
      'onBegin',
      'onResume',
      'onAbort',
      'onBeginAndResume',
      'onBeginAndAbort',
      'onResumeAndAbort',
      'always',
    ],
    title: 'When the LKM sets all bits and empties its cache',
    source: '3.3.4 sets all bits when the module is loaded, and says no more',
  },
  freeFrames: {
    values: ['sent', 'skippedAtStart'],
    title: 'Whether frames that are free when the log starts are left out of iteration 1',
    source: 'I, II; Koto et al. 2012; QEMU free page hints, asked for at once',
  },
  hotFrames: {
    values: ['sent', 'postponed'],
    title: 'Whether frames dirty at two CLEANs in a row are postponed to the last iteration',
    source: 'II; Ma et al. 2010 (a bitmap of pages that are often written)',
  },
  switchover: {
    values: ['afterLastIteration', 'atOnce', 'afterOneIteration'],
    title:
      'When the VM moves: after the last iteration, before its memory (post-copy), or after one iteration',
    source: 'I, II (pre-copy); Hines and Gopalan, VEE 2009; QEMU postcopy.rst',
  },
  resendPolicy: {
    values: ['unsentOnly', 'always'],
    title:
      'Post-copy: whether the source answers a request for a frame that it has sent or skipped',
    source: 'QEMU ram.c get_queued_page (what is not dirty there is refused), fd51e54fa1',
  },
  duplicateFrames: {
    values: ['dropped', 'overwrite'],
    title: 'Post-copy: what the destination does with a frame that it already has',
    source: 'Linux userfaultfd: UFFDIO_COPY fails with EEXIST; a plain copy would overwrite',
  },
  skippedAtDestination: {
    values: ['zeroed', 'absent'],
    title:
      'Post-copy: what the destination has for a skipped frame: zeros, or nothing, so that an access faults',
    source: 'QEMU 9470c5e082 (a zero page is placed), fd51e54fa1 (the fault waits until the end)',
  },
  pageEncoding: {
    values: ['plain', 'delta'],
    title:
      'What is sent of a frame: its content, or its difference from the copy that the daemon keeps of what it sent',
    source: 'II; Svard et al., VEE 2011; QEMU xbzrle.rst',
  },
  zeroPages: {
    values: ['asOthers', 'marked', 'markedPastCopy', 'leftOutAtFirst'],
    title:
      'How a frame of zeros is sent: as others; as a mark; as a mark that the kept copy does not follow; or not at all in iteration 1',
    source:
      'QEMU save_zero_page; 6d3cb1f970 (the copy was left as it was); 9ef051e553 (the destination was not zero)',
  },
  transferMap: {
    values: ['oneBit', 'twoBits'],
    title:
      'What the transfer map contains: whether a frame is sent, or also how (as it is or compressed), for the complete heap',
    source: 'VI (more bits, for a compression method per page)',
  },
} as const satisfies Record<string, DesignSwitch>;

export type SwitchName = keyof typeof designSwitches;

/** One value for every switch. */
export type Design = {
  readonly [Name in SwitchName]: (typeof designSwitches)[Name]['values'][number];
};

/** The paper read literally. The comment at each choice gives its reason. */
const published: Design = {
  assistance: 'transferBitmap',
  // 3.3.3: a page whose bit is 0 is not transferred; nothing is said of remembering it.
  skippedFrames: 'drop',
  // 4.3.2: what is reported is pages that have been freed, in a callback after the collection.
  shrinkNotice: 'afterFree',
  unskip: 'setBit',
  // 5.3 shows a second-last iteration in which the daemon waits for safepoint and collection. The
  // daemon is a modified Xen 4.1: where that suspends, after the stop tests, it contacts the LKM, and
  // the CLEAN at the end of the loop comes after. Race 2 depends on this order.
  whilePreparing: 'announceThenClean',
  lastClean: 'afterSuspend',
  // 3.3.4: remapping and swapping inside an area are assumed not to happen.
  frameLoss: 'ranges',
  // 3.3.4 compares the VA ranges replied with those in its memory.
  departedPages: 'byRange',
  // Not said; an implementer who walks page tables takes the lock that they need.
  pageTableWalk: 'serialized',
  // Not said; the walk takes whatever the page table holds.
  skippable: 'anyMapped',
  // The only rounding that the text names is inward (3.3.2).
  mustSendRounding: 'inward',
  gcPostCondition: 'trusted',
  // 3.3.5: pages are transferred while the first update is made; no waiting is mentioned.
  firstUpdate: 'concurrent',
  // Nor is an answer of the hypervisor.
  logStart: 'unacknowledged',
  // The daemon is a modified Xen 4.1: where a CLEAN fails it ends.
  failedClean: 'giveUp',
  // 3.1: the dirty log is that of the hypervisor, which sees what processors write.
  deviceLog: 'none',
  bitmapReset: 'never',
  // VI: an application that does not answer delays the migration without bound.
  straggler: 'waitForEver',
  // 3.3.1: netlink multicast.
  delivery: 'multicast',
  // 3.3.5: on ready the VM is suspended; nothing is asked again.
  suspendGate: 'none',
  // No message of 3.3 carries a number.
  epoch: 'none',
  // Aborts and retries do not occur in the text.
  releaseOnAbort: 'none',
  suspendCancel: 'none',
  // The daemon is a modified Xen 4.1, which begins with every frame in its send set.
  dirtyLogOnRetry: 'allDirty',
  // 3.3.3: the bit is looked up when the page is handled.
  transferBitRead: 'live',
  // 3.3.3 names what is skipped apart from what is sent and what is dirty again.
  skipsInStopTest: 'uncounted',
  // 3.3.5: one message, to which an application answers when it is suspension-ready.
  readiness: 'oneRound',
  // Sections I and II name all of these as the work of others.
  freeFrames: 'sent',
  hotFrames: 'sent',
  switchover: 'afterLastIteration',
  resendPolicy: 'unsentOnly',
  duplicateFrames: 'dropped',
  skippedAtDestination: 'zeroed',
  pageEncoding: 'plain',
  zeroPages: 'asOthers',
  // VI: for the future.
  transferMap: 'oneBit',
};

/** Vanilla Xen 4.1 pre-copy: no module, no agent, every dirty frame is sent. */
const xen: Design = { ...published, assistance: 'none', logStart: 'acknowledged' };

/** The published design with the repairs that the hazards modelled so far need, and no others. */
const hardened: Design = {
  ...published,
  skippedFrames: 'defer',
  frameLoss: 'mmuNotifier',
  departedPages: 'byCache',
  mustSendRounding: 'outward',
  gcPostCondition: 'checked',
  firstUpdate: 'handshake',
  logStart: 'acknowledged',
  deviceLog: 'mergedAfterStop',
  bitmapReset: 'onResumeAndAbort',
  skippable: 'privateAnonymous',
  straggler: 'timeoutUnskip',
  delivery: 'unicastAckRetry',
  suspendGate: 'recheck',
  epoch: 'checked',
  releaseOnAbort: 'always',
  suspendCancel: 'transactional',
};

/** The alternative that the paper considers at the end of 3.3.4 and puts off. */
const rewalk: Design = { ...published, frameLoss: 'rewalk' };

export const designs = { xen, published, rewalk, hardened } as const;
export type DesignName = keyof typeof designs;

export const designTitles: Readonly<Record<DesignName, string>> = {
  xen: 'Xen 4.1 pre-copy without assistance: every dirty frame is sent',
  published: 'the paper, read literally',
  rewalk: 'the alternative of the paper: a second walk in the final update compares frames',
  hardened: 'the paper with the repairs that the modelled hazards need',
};
