import { fillBits } from '../../src/layout/bitmap.ts';
import { always, asks, does, forgets, lacks, other } from './changes.ts';
import type { Mutant } from './mutant.ts';
import { calm, regrowing, shrinking, under } from './configurations.ts';

/** The transfer bitmap and the PFN cache. */
const updating: readonly Mutant[] = [
  {
    name: 'area-rounded-outward',
    title: 'the skip-over area takes in the page before its begin',
    changes: [
      does('lkm', 'rememberArea', (original, { lkm }) => (words, choice) => {
        original(words, choice);
        const begin = lkm.cursor.get(words, 0);
        lkm.cursor.set(words, 0, Math.max(0, begin - 1));
      }),
    ],
    configurations: [shrinking({ departedPages: 'byRange' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'walk-forgotten',
    title: 'the first update clears no bit',
    changes: [always('lkm', 'walkIsDone', true)],
    configurations: [calm()],
    fate: { killedBy: 'P2' },
  },
  {
    name: 'bit-cleared-and-not-cached',
    title: 'the walk clears a bit and caches nothing',
    changes: [
      does('lkm', 'cacheEntryAndClearBit', (original, { memory, lkm }) => (words, choice) => {
        const page = lkm.cursor.get(words, 0);
        original(words, choice);
        memory.cache.set(words, page, 0);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'call-returns-early-or-never',
    title:
      'the /proc write returns before it has set the bits, and never where no migration is under way',
    changes: [
      does('procCall', 'forgetRange', (original, { agent }) => (words, choice) => {
        original(words, choice);
        agent.callReturned.set(words, 0, 1);
      }),
      does('procCall', 'returnToCaller', (original, { agent }) => (words, choice) => {
        const before = agent.callReturned.get(words, 0);
        original(words, choice);
        agent.callReturned.set(words, 0, before);
      }),
    ],
    configurations: [
      shrinking({
        frameLoss: 'ranges',
        skippedFrames: 'drop',
        whilePreparing: 'idle',
        shrinkNotice: 'beforeFree',
      }),
    ],
    fate: { killedBy: 'D' },
  },
  {
    name: 'shrink-sets-no-bit',
    title: 'a shrink drops the range and sets no bit',
    changes: [forgets('procCall', 'unskipCachedPage')],
    configurations: [shrinking({ departedPages: 'byRange', frameLoss: 'ranges' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'shrink-refused',
    title: 'the /proc entry takes the LKM for initialized, and does nothing',
    changes: [always('procCall', 'lkmIsInitialized', true)],
    configurations: [regrowing({ frameLoss: 'ranges' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'frame-looked-up-in-the-page-table',
    title: 'a shrink looks its frames up in the page table, from which they are gone',
    changes: [
      asks('procCall', 'pageIsCached', ({ memory, call }) => (words) => {
        const page = call.cursor.get(words, 0);
        return memory.cache.get(words, page) !== 0 && memory.isMapped(words, page);
      }),
    ],
    configurations: [shrinking({ departedPages: 'byRange', frameLoss: 'ranges' })],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'left-pages-not-looked-for',
    title: 'the final update does not look for pages that left while the walk was at them',
    changes: [always('lkm', 'pageLeftTheArea', false)],
    configurations: [under(['livePageLeavesYoung'])],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'from-forgotten-by-the-lkm',
    title: 'the bits of the occupied From range are not set',
    changes: [always('lkm', 'everyMustSendPageSet', true)],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'must-send-begins-a-page-late',
    title: 'the final update starts at the second page of the must-send range',
    changes: [
      does('lkm', 'startAtMustSendPages', (original, { lkm }) => (words, choice) => {
        original(words, choice);
        lkm.cursor.add(words, 0, 1);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'must-send-entry-kept-and-bit-not-set',
    title: 'the final update drops the cache entry of a must-send page and not its bit',
    changes: [
      does('lkm', 'unskipCachedPage', (original, { memory, lkm }) => (words, choice) => {
        const frame = memory.cache.get(words, lkm.cursor.get(words, 0)) - 1;
        original(words, choice);
        memory.transfer.set(words, frame, 0);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'ready-before-the-update',
    title: 'an application counts as ready before its pages have been compared',
    changes: [
      always('lkm', 'everyPageCompared', true),
      other('lkm', {
        state: 'final-update.comparing',
        event: 'update',
        at: 0,
        becomes: {
          target: '#lkm.final-update.awaitingReady',
          actions: 'adoptReportedArea',
        },
      }),
      // Never taken: it keeps the states that follow in the chart, for the properties that name them.
      other('lkm', {
        state: 'final-update.comparing',
        event: 'update',
        at: 1,
        becomes: { target: 'joining.atPage', actions: 'startAtJoinedPages' },
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'expanded-space-not-kept-from-must-send',
    title: 'a page that joins is skipped though it must be sent',
    changes: [
      does('lkm', 'startAtMustSendPages', (original, { lkm }) => (words, choice) => {
        original(words, choice);
        lkm.mustSend.clear(words);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
];

/** What is left of one migration for the next. */
const resetting: readonly Mutant[] = [
  {
    name: 'reset-skipped',
    title: 'the reset does nothing',
    changes: [forgets('lkm', 'resetBitmapAndCache')],
    configurations: [under(['secondMigration'])],
    fate: { killedBy: 'S5' },
  },
  {
    name: 'reset-empties-the-cache-only',
    title: 'the reset empties the cache and leaves the bits',
    changes: [
      does('lkm', 'resetBitmapAndCache', (_original, { memory }) => (words) => {
        for (let page = 0; page < memory.pages; page++) memory.cache.set(words, page, 0);
      }),
    ],
    configurations: [under(['secondMigration'])],
    fate: { killedBy: 'S5' },
  },
  {
    name: 'overtaken-attempt-not-reset',
    title: 'a begin that overtakes the end of an earlier attempt resets nothing',
    changes: [
      does('lkm', 'abandonAttempt', (original, { memory }) => (words, choice) => {
        const bits = Array.from({ length: memory.frames }, (_, f) => memory.transfer.get(words, f));
        const left = bits.map((_, frame) => memory.leftover?.get(words, frame) ?? 0);
        original(words, choice);
        bits.forEach((bit, frame) => memory.transfer.set(words, frame, bit));
        left.forEach((bit, frame) => memory.leftover?.set(words, frame, bit));
      }),
    ],
    configurations: [under(['abort', 'secondMigration'])],
    fate: { killedBy: 'S5' },
  },
];

/** Who is registered, ready, released. */
const applications: readonly Mutant[] = [
  {
    name: 'readiness-not-awaited',
    title: 'the LKM asks the daemon to suspend without waiting for anybody',
    changes: [always('lkm', 'everyRegisteredApplicationIsReady', true)],
    configurations: [calm()],
    fate: { killedBy: 'S4' },
  },
  {
    name: 'counter-of-ready-applications',
    title: 'ready applications are counted, and the count is not that of the registered ones',
    changes: [
      asks('lkm', 'everyRegisteredApplicationIsReady', ({ lkm }) => (words) => {
        let surplus = 0;
        for (let app = 0; app < lkm.applications; app++) {
          surplus += lkm.ready.get(words, app) - lkm.registered.get(words, app);
        }
        return surplus >= 0;
      }),
      does('lkm', 'forgetApplications', (original, { lkm }) => (words, choice) => {
        const ready = Array.from({ length: lkm.applications }, (_, a) => lkm.ready.get(words, a));
        original(words, choice);
        ready.forEach((bit, application) => lkm.ready.set(words, application, bit));
      }),
    ],
    configurations: [under(['secondMigration'])],
    fate: { killedBy: 'S10' },
  },
  {
    name: 'everybody-awaited',
    title: 'the LKM waits for applications that have not registered',
    changes: [
      asks('lkm', 'everyRegisteredApplicationIsReady', ({ lkm }) => (words) => {
        for (let app = 0; app < lkm.applications; app++) {
          if (lkm.ready.get(words, app) === 0) return false;
        }
        return true;
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'query-not-sent',
    title: 'nobody is asked for skip-over areas',
    changes: [forgets('lkm', 'multicastQuery')],
    configurations: [calm()],
    fate: { killedBy: 'S2' },
  },
  {
    name: 'prepare-not-sent',
    title: 'nobody is asked to prepare',
    changes: [forgets('lkm', 'multicastPrepare')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'release-not-sent',
    title: 'the applications are never released',
    changes: [forgets('lkm', 'multicastRelease')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'release-before-suspension',
    title: 'the applications are released with the word to suspend',
    changes: [
      other('lkm', {
        state: 'final-update.awaitingReady',
        event: 'conclude',
        becomes: { actions: ['notifyGuestReady', 'multicastRelease'] },
      }),
    ],
    configurations: [calm({ suspendGate: 'none' })],
    fate: { killedBy: 'S4' },
  },
  {
    name: 'begin-not-acknowledged',
    title: 'the daemon is not informed that the LKM has heard of the migration',
    changes: [forgets('lkm', 'acknowledgeBegin')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'suspend-not-sent',
    title: 'the daemon is not asked to suspend the VM',
    changes: [forgets('lkm', 'notifyGuestReady')],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
  {
    name: 'straggler-not-unskipped',
    title: 'the LKM goes on without a straggler, and its pages stay skipped',
    changes: [
      other('lkm', {
        state: 'final-update.abandoning',
        event: 'abandon',
        at: 2,
        becomes: { actions: 'advance' },
      }),
    ],
    configurations: [under(['silentApp'])],
    fate: { killedBy: 'S4' },
  },
  {
    name: 'late-ready-accepted',
    title: 'a straggler that was given up becomes ready after all',
    changes: [always('lkm', 'isFromNobodyRegistered', false)],
    configurations: [under(['lateReady'], { suspendGate: 'none' })],
    fate: { killedBy: 'S11' },
  },
  {
    name: 'no-row-for-late-areas',
    title: 'nothing is written down for an answer to the query that comes late',
    changes: [lacks('lkm', 'final-update.awaitingReady', ['areas'])],
    configurations: [calm()],
    fate: { killedBy: 'S7' },
  },
  {
    name: 'no-row-for-exit',
    title: 'nothing is written down for an application that dies while it is waited for',
    changes: [lacks('lkm', 'final-update.awaitingReady', ['exited'])],
    configurations: [under(['appExit'])],
    fate: { killedBy: 'S7' },
  },
  {
    name: 'late-suspension-of-nobody',
    title: 'readiness is forgotten with the walk that comes after it',
    changes: [
      does('lkm', 'adoptReportedArea', (original, { lkm }) => (words, choice) => {
        original(words, choice);
        fillBits(words, lkm.ready, 0);
      }),
    ],
    configurations: [calm()],
    fate: { killedBy: 'D' },
  },
];

export const lkmMutants: readonly Mutant[] = [...updating, ...resetting, ...applications];
