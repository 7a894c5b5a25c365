import type { BoundName } from './scope.ts';

/** What each bound of a scope counts, in a phrase. */
export const boundTitles: Readonly<Record<BoundName, string>> = {
  frames: 'guest-physical frames of the VM',
  oldPages: 'pages of the Old generation, all occupied',
  oldFreePages: 'free pages of Old, into which it may grow',
  edenPages: 'pages of Eden',
  survivorPages: 'pages of each survivor space',
  youngReservedPages: 'virtual pages reserved for Young: it never grows past them',
  kernelFrames: 'frames that the kernel or another process holds at the start',
  collections: 'minor collections beside the enforced one',
  resizes: 'resizes of Young, by a page each',
  takes: 'free frames that other processes take',
  frees: 'frames that other processes free',
  rewrites: 'whether the guest writes pages again that hold something (0: never)',
  moves: 'pages that the kernel moves to another frame (hazard remap)',
  boundaryMoves: 'moves of the boundary of Young (hazard livePageLeavesYoung)',
  strikes: 'how often a hazard strikes that strikes at a moment',
  cachePages: 'pages of the second application (hazard twoApps)',
  migrations: 'migrations attempted one after the other (hazard secondMigration)',
  maxIterations: 'iterations, the last one included (Xen 4.1: 30)',
  fewFrames: 'pre-copy stops if fewer frames are left (Xen 4.1: 50)',
  trafficFactor: 'pre-copy stops after this many times the VM was sent (Xen 4.1: 3)',
  batchFrames: 'frames of one batch of the daemon (Xen 4.1: 1024)',
  netlinkMessages: 'messages that one netlink queue holds',
};
