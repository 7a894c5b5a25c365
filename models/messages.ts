/**
 * Every message between processes, by channel. The charts' events of these names are receptions;
 * every other event of a chart is a step of its own.
 */
export const messages = {
  /** Daemon -> LKM: event channel, one pending bit; notifications coalesce (3.3.1). */
  daemonToLkm: ['begin', 'enterLast', 'vmResumed'],
  /** LKM -> daemon: event channel. */
  lkmToDaemon: ['begun', 'suspend'],
  /** LKM -> application: netlink multicast, one queue per socket (3.3.1). */
  lkmToAgent: ['query', 'prepare', 'release'],
  /** Application -> LKM: netlink; a full queue blocks the sender. */
  agentToLkm: ['areas', 'ready'],
  /** Application -> LKM: a synchronous write to /proc, unordered with netlink (3.3.2, 3.3.4). */
  proc: ['shrunk'],
} as const;
