/**
 * What the kernel module's actions and guards mean: one small memory each, before and after. The page table and the
 * PFN cache have frame + 1 for a page, 0 for none. Heap pages come first, then those of the second application.
 */
import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { BoundProcess, type Before, type Fields } from './bound-process.ts';
import type { Machine } from './machine.ts';

/** Four frames, four heap pages, one attempt. */
const scope = { ...scopes.quick, migrations: 1 };

function lkm(changes: Partial<Design> = {}, hazards: readonly HazardName[] = []): BoundProcess {
  const design = { ...designs.published, ...changes };
  const scenario = { designName: 'bound', design, hazards, scope };
  return new BoundProcess('lkm', (mutate) => scenarioSystem(scenario, mutate));
}

/** A message of the JVM waits: Young is [begin, end), survivors are [mustSendBegin, mustSendEnd). */
const message =
  (kind: string, payload: Readonly<Record<string, number>>) =>
  (words: Uint32Array, { agentToLkm }: Machine): void => {
    agentToLkm.send(words, kind, payload);
  };

/** Page 1 is mapped by frame 2, which the application holds. */
const mapped = { lkmCursor: 1, pageTable: '0300', owner: '0020', transfer: '1111' } as const;
/** Page 1 is skipped: its frame 2 is cached, and the bit of frame 2 is clear. */
const cached = { lkmCursor: 1, cache: '0300', transfer: '1101' } as const;

describe('the transfer bitmap', () => {
  test.each<[string, string, Before, Fields, Partial<Design>?]>([
    [
      'a page that is walked is cached with its frame, and the bit of the frame is cleared',
      'cacheEntryAndClearBit',
      mapped,
      { cache: '0300', transfer: '1101' },
    ],
    [
      'without a lock the entry that was read a step ago counts, whatever the table has now; that is noticed',
      'cacheEntryAndClearBit',
      { ...mapped, entryRead: 2 },
      { cache: '0200', transfer: '1011', entryRead: 0, trespassed: 1 },
    ],
    ['the entry of a page is read', 'readEntry', mapped, { entryRead: 3 }],
    [
      'a page that must be sent loses its cache entry, and its frame gets its bit back',
      'unskipCachedPage',
      { ...cached, logsDirty: 1 },
      { cache: '0000', transfer: '1111' },
    ],
    [
      'and is marked dirty where the design says so, if the log is on',
      'unskipCachedPage',
      { ...cached, logsDirty: 1 },
      { cache: '0000', transfer: '1111', dirty: '0010' },
      { unskip: 'setBitAndDirty' },
    ],
    [
      'not where the log is off',
      'unskipCachedPage',
      cached,
      { cache: '0000', transfer: '1111' },
      { unskip: 'setBitAndDirty' },
    ],
    [
      'a reset sets every bit and empties the cache',
      'resetBitmapAndCache',
      { ...cached, transfer: '0001' },
      { cache: '0000', transfer: '1111' },
    ],
  ])('%s', (_words, action, before, after, changes) => {
    expect(lkm(changes).effect(action, before)).toEqual(after);
  });
});

describe('areas', () => {
  const ready = { begin: 1, end: 4, mustSendBegin: 2, mustSendEnd: 4, application: 0 };
  const range = { reportedBegin: 1, reportedEnd: 4, registered: 1 };

  test('an area that is reported is remembered, and the walk begins at its first page', () => {
    const before = message('areas', { begin: 1, end: 3, application: 0 });
    const after = { areaBegin: 1, areaEnd: 3, registered: 1, lkmCursor: 1 };
    expect(lkm().effect('rememberArea', before)).toEqual(after);
  });

  test.each([
    ['inward: the page on which survivors end is lost', 'inward', 3],
    ['outward: it is sent', 'outward', 4],
  ] as const)('survivors that end inside a page, rounded %s', (_words, mustSendRounding, end) => {
    const before = message('ready', { ...ready, ragged: 1 });
    const after = { ...range, mustSendBegin: 2, mustSendEnd: end };
    expect(lkm({ mustSendRounding }).effect('rememberReady', before)).toEqual(after);
  });

  test.each<[string, string, Before, Fields]>([
    [
      'the reported area becomes the area, and the application is ready',
      'adoptReportedArea',
      { ...range, areaBegin: 0, areaEnd: 4, mustSendBegin: 2, mustSendEnd: 4, lkmCursor: 4 },
      {
        areaBegin: 1,
        ready: 1,
        lkmCursor: 0,
        reportedBegin: 0,
        reportedEnd: 0,
        mustSendBegin: 0,
        mustSendEnd: 0,
      },
    ],
    [
      'at the end of a migration nobody is registered, and no area is known',
      'forgetApplications',
      { areaBegin: 1, areaEnd: 3, registered: 1, prepared: 1, ready: 1, holdSent: 1 },
      { areaBegin: 0, areaEnd: 0, registered: 0, prepared: 0, ready: 0, holdSent: 0 },
    ],
    [
      'the second look begins at the first page that may have joined',
      'startAtJoinedPages',
      { ...range, lkmCursor: 4 },
      { lkmCursor: 1 },
    ],
    [
      'the third at the first survivor',
      'startAtMustSendPages',
      { mustSendBegin: 2, mustSendEnd: 4, lkmCursor: 4 },
      { lkmCursor: 2 },
    ],
  ])('%s', (_words, action, before, after) => {
    expect(lkm().effect(action, before)).toEqual(after);
  });

  test('an attempt that is abandoned resets the bitmap, unless the design never does', () => {
    const before = { ...cached, registered: 1 };
    const reset = { cache: '0000', transfer: '1111', registered: 0 };
    expect(lkm({ bitmapReset: 'onBegin' }).effect('abandonAttempt', before)).toEqual(reset);
    const never = lkm({ bitmapReset: 'never' });
    expect(never.effect('abandonAttempt', before)).toEqual({ registered: 0 });
  });
});

describe('the kernel module asks', () => {
  /** Page 1 is cached with frame 2; Young has shrunk from [0, 4) to [2, 4). */
  const left = { ...cached, areaEnd: 4, reportedBegin: 2, reportedEnd: 4 };
  /** Page 1 is mapped and was not in the area; Young has grown over it. */
  const joining = { ...mapped, areaBegin: 2, areaEnd: 4, reportedBegin: 1, reportedEnd: 4 };
  const notified = { frameLoss: 'mmuNotifier' } as const;
  const unlocked = { pageTableWalk: 'unlocked' } as const;

  test.each<[string, string, Before, boolean, Partial<Design>?]>([
    ['whether the walk is done', 'walkIsDone', { lkmCursor: 3, areaEnd: 3 }, true],
    ['and a page is left', 'walkIsDone', { lkmCursor: 2, areaEnd: 3 }, false],
    ['whether a page can be skipped: it is mapped', 'pageCanBeSkipped', mapped, true],
    ['it is not', 'pageCanBeSkipped', { ...mapped, pageTable: '0000' }, false],
    ['its frame is of somebody else', 'pageCanBeSkipped', { ...mapped, owner: '0010' }, true],
    [
      'which matters where only private pages may be skipped',
      'pageCanBeSkipped',
      { ...mapped, owner: '0010' },
      false,
      { skippable: 'privateAnonymous' },
    ],
    ['whether a page has left the area', 'pageLeftTheArea', left, true],
    ['it is in the new one', 'pageLeftTheArea', { ...left, reportedBegin: 1 }, false],
    ['it never was skipped', 'pageLeftTheArea', { ...left, cache: '0000' }, false],
    ['it was outside the area', 'pageLeftTheArea', { ...left, areaBegin: 2 }, false],
    [
      'by the cache that is no reason',
      'pageLeftTheArea',
      { ...left, areaBegin: 2 },
      true,
      { departedPages: 'byCache' },
    ],
    [
      'a second walk notices a page whose frame has changed',
      'pageLeftTheArea',
      { ...left, reportedBegin: 1, pageTable: '0100' },
      true,
      { frameLoss: 'rewalk' },
    ],
    ['whether a page has joined', 'pageJoins', joining, true],
    ['it was in the area', 'pageJoins', { ...joining, areaBegin: 1 }, false],
    ['it is a survivor', 'pageJoins', { ...joining, mustSendBegin: 1, mustSendEnd: 2 }, false],
    ['it is cached', 'pageJoins', { ...joining, cache: '0300' }, false],
    ['whether it joins without a lock', 'pageJoinsUnlocked', joining, false],
    ['in a design that takes none', 'pageJoinsUnlocked', joining, true, unlocked],
    ['whether an entry was read', 'entryWasRead', { ...mapped, entryRead: 2 }, true],
    ['none was', 'entryWasRead', mapped, false],
    [
      'a notifier has it read again if it has changed since',
      'entryWasRead',
      { ...mapped, entryRead: 2 },
      false,
      notified,
    ],
    ['not if it is the same', 'entryWasRead', { ...mapped, entryRead: 3 }, true, notified],
    [
      'whether all who are registered are ready',
      'everyRegisteredApplicationIsReady',
      { registered: 1 },
      false,
    ],
    ['they are', 'everyRegisteredApplicationIsReady', { registered: 1, ready: 1 }, true],
    ['nobody is registered', 'everyRegisteredApplicationIsReady', {}, true],
    ['whether the bitmap is reset at the begin', 'resetsOnBegin', {}, true],
    ['not by every design', 'resetsOnBegin', {}, false, { bitmapReset: 'onResumeAndAbort' }],
  ])('%s', (_words, guard, before, holds, changes) => {
    expect(lkm({ bitmapReset: 'onBegin', ...changes }).holds(guard, before)).toBe(holds);
  });

  test('whether a deadline has passed: of a straggler only, and not in every design', () => {
    const late = { registered: 1 };
    const patient = lkm({}, ['lateReady']);
    expect(patient.holds('deadlineHasPassed', late)).toBe(false);
    const strict = lkm({ straggler: 'timeoutUnskip' }, ['lateReady']);
    expect(strict.holds('deadlineHasPassed', late)).toBe(true);
    expect(strict.holds('deadlineHasPassed', { ...late, ready: 1 })).toBe(false);
    expect(strict.holds('deadlineHasPassed', {})).toBe(false);
  });
});
