const dear =
  'the second application in a second attempt, after a release or a query was lost: cells with twoApps, lossyNetlink, ' +
  'secondMigration and multicast take it, of more than 1.2 M states each';
const twice =
  'the guard fails only for a second message of the same attempt, which is S7: needs epoch=none and lost messages';

/**
 * Transitions and outcomes of guards that the main job does not exercise, each with the reason. A test compares the
 * list with what it exercises: what is listed and covered fails the test, and what is neither.
 */
export const uncoveredByMainJob: Readonly<Record<string, string>> = {
  'agent.holding:hold:0 failed': twice,
  'cacheApp.assisting:prepare:0 held': dear,
  'cacheApp.assisting:prepare:0 taken': dear,
  'cacheApp.assisting:query:0 failed': twice,
  'cacheApp.assisting:query:0 held': dear,
  'cacheApp.assisting:query:0 taken': dear,
  'cacheApp.assisting:release:0 held': dear,
  'cacheApp.assisting:release:0 taken': dear,
  'cacheApp.holding:prepare:0 failed': twice,
  'cacheApp.holding:prepare:0 held': dear,
  'cacheApp.holding:prepare:0 taken': dear,
  'cacheApp.holding:query:0 failed': twice,
  'cacheApp.holding:query:0 held': dear,
  'cacheApp.holding:query:0 taken': dear,
  'cacheApp.holding:release:0 held': dear,
  'cacheApp.holding:release:0 taken': dear,
  'cacheApp.prepared:hold:0 held': dear,
  'cacheApp.prepared:hold:0 taken': dear,
  'cacheApp.prepared:query:0 failed': twice,
  'cacheApp.prepared:query:0 held': dear,
  'cacheApp.prepared:query:0 taken': dear,
  'cacheApp.prepared:release:0 held': dear,
  'cacheApp.prepared:release:0 taken': dear,
  'daemon.stopping.choosing:failClean:1 held':
    'asks again after a CLEAN that failed, in a design that cleans before it announces',
  'daemon.stopping.choosing:failClean:1 taken':
    'asks again after a CLEAN that failed, in a design that cleans before it announces',
};
