/**
 * The world's switches: each drops one assumption of the paper. Frames being reused by others and the
 * Young generation being resized are ordinary life and belong to every scenario.
 */
export const hazards = {
  liveLeave: {
    title: 'a page leaves Young with live data on it, unwritten',
    source: 'HotSpot UseAdaptiveGCBoundary: absorb_live_data_from_eden (psMarkSweep.cpp)',
  },
  remap: {
    title: 'the kernel moves a page of Young to another frame (compaction, NUMA balancing, KSM)',
    source: 'assumed absent in 3.3.4; Linux mm/migrate.c, mlock does not prevent it',
  },
  ignoredGc: {
    title: 'the enforced collection does not happen, but its end is announced',
    source: 'HotSpot GC_locker (psScavenge.cpp); JDK-8057586',
  },
  raggedRange: {
    title: 'the survivors end inside a page',
    source: 'recorded: From.top was not page-aligned in 215 of 226 collections (OpenJDK 17)',
  },
  secondMigration: {
    title: 'the VM is migrated again from the destination, after all of the first is over',
    source: 'the bitmap is guest memory and migrates; propolis issue 232',
  },
} as const satisfies Record<string, { readonly title: string; readonly source: string }>;

export type HazardName = keyof typeof hazards;
export const hazardNames = Object.keys(hazards) as readonly HazardName[];
