import { mappers, entries } from '../../migration/abstract/memory.ts';
import { cursors, regions } from '../../migration/abstract/heap.ts';
import type { AbstractMigration } from '../../migration/abstract/system.ts';

const named = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${value} ${name}`)
    .join(', ');

const holders = '0 nobody, 1 another process, 2 the JVM';
const meanings: Readonly<Record<string, string>> = {
  owner: `who holds the frame: ${holders}`,
  mapper: `which page maps the frame: ${named(mappers)}`,
  dirty: 'the log says that the frame was written since the last CLEAN',
  send: 'the frame is in the send set',
  transfer: 'the transfer bit of the frame',
  stale: 'the destination has another content of the frame, or none',
  lastSend: 'the last CLEAN yielded the frame, and it is not sent yet',
  deferred: 'the frame was skipped, and not sent since',
  postponed: 'the frame is put off to the last iteration',
  dirtyBefore: 'the frame was dirty at the CLEAN before',
  deviceDirty: 'the log of devices says that the frame was written since the last CLEAN',
  poison: 'the frame never arrived, and somebody who is watched could read it',
  shared: 'another process maps the frame too',
  mapperIsCached: 'the LKM caches the frame under the other page that maps it',
  namers: 'the LKM caches the frame under pages that do not map it any more',
  entry: `what the page maps: ${named(entries)}`,
  cached: `what the LKM caches for the page: ${named(entries)}`,
  swapped: 'the page is swapped out',
  poisonElsewhere: 'the frame elsewhere that the page maps never arrived',
  poisonWasRead: 'poison was read',
  trespassed: 'the bit was cleared of a frame that the JVM does not hold alone',
  vmRuns: 'the guest runs',
  runsAtSource: 'the VM may run at the source',
  runsAtDestination: 'the VM may run at the destination',
  logsDirty: 'the hypervisor logs writes',
  region: `where the page lies: ${named(regions)}`,
  gcCursor: `the collector is still to come to the page: ${named(cursors)}`,
  isCompacted: 'a full collection has put something on the page, or left it there',
  anyLeft: 'pages have left Young in this collection',
  pageLeft: 'the page has left Young in this collection',
  gcRequested: 'the agent has asked for a collection',
  gcIsEnforced: 'the collection under way is the one that the agent asked for',
  collectedSinceRequest: 'a collection has completed since it was asked for',
  callback: 'the callback of the agent: 0 none, 1 pages leave, 2 collection ended, 3 returned',
  fromIsRagged: 'the survivors in From end inside a page',
  toIsFilled: 'To holds objects',
  exited: 'the JVM was killed',
  childLives: 'a child of the JVM lives',
  announcedLast: 'the daemon has announced the last iteration',
  attemptUsed: 'the migration has begun',
  wasRefused: 'the guest has refused to suspend',
  logPending: 'logging was asked for and is not on yet',
  suspendPending: 'a suspension was asked for and has not happened yet',
  area: 'the page is in the area that the LKM remembers',
  reported: 'the page is in the area that is being reported',
  mustSend: 'the page is in the range that must be sent',
  lkmCursor: 'the loop of the LKM is still to come to the page',
  registered: 'the JVM is registered with the LKM',
  prepared: 'the JVM has prepared',
  ready: 'the JVM is ready',
  holdSent: 'the LKM has asked the JVM to hold',
  agentRange: 'the page is in the Young range that the agent has read',
  callReturned: 'the /proc write has returned',
  callCursor: 'the /proc write is still to come to the page',
  overflowed: 'a message was sent to a full queue',
};

/** What each abstract variable of a system means; those of control states and queues say it by their names. */
export function abstractVariables({ system }: AbstractMigration): Record<string, string> {
  return Object.fromEntries(
    system.layout.fields.flatMap(({ name }) => {
      const meaning = meanings[name];
      return meaning === undefined ? [] : [[name, meaning]];
    }),
  );
}
