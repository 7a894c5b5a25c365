/**
 * Every message between processes, by channel. The charts' events of these names are receptions;
 * every other event of a chart is a step of its own.
 */
export const messages = {
  /** Daemon -> LKM: event channel, one pending bit; notifications coalesce (3.3.1). */
  daemonToLkm: ['begin', 'enterLast', 'recheck', 'vmResumed', 'aborted'],
  /** LKM -> daemon: event channel. */
  lkmToDaemon: ['begun', 'guestReady'],
  /** LKM -> application: netlink, one queue per socket (3.3.1). */
  lkmToAgent: ['query', 'prepare', 'hold', 'release'],
  /** Applications -> LKM: netlink; a full queue blocks the sender. `exited` is the kernel's word. */
  agentToLkm: ['areas', 'prepared', 'ready', 'exited'],
  /** Application -> LKM: a synchronous write to /proc, unordered with netlink (3.3.2, 3.3.4). */
  proc: ['shrunk'],
  /** Source -> destination: all is sent, run. */
  daemonToDestination: ['activate'],
  /** Destination -> source. */
  destinationToDaemon: ['running', 'failed'],
  /** Page server -> pager, in post-copy: a frame; no more frames. First in, first out. */
  pages: ['frame', 'end'],
  /** Pager -> page server: QEMU's return path. First in, first out. */
  returnPath: ['requested', 'complete'],
} as const;

/** The names of the messages of one channel. */
export type Message<Channel extends keyof typeof messages> = (typeof messages)[Channel][number];
