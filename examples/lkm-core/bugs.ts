/** A fault that the module can be built with, and the configuration in which it is looked for. */
export interface SeededBug {
  /** The number for -DBUG. */
  readonly bug: number;
  readonly title: string;
  readonly hazards: readonly string[];
  readonly scope: string;
  /** Default: hardened. */
  readonly design?: string;
  /** Of the steps that are done wrong, those at which it shows; default: all of the transition that diverged. */
  readonly shows?: (value: (name: string) => readonly number[]) => boolean;
}

/** The page at hand is the last one of the application at hand. */
function isAtLastPage(value: Parameters<NonNullable<SeededBug['shows']>>[0], end: number): boolean {
  return value('lkmCursor')[0] === end - 1;
}

/** The range of the /proc write lies inside the area that is remembered. */
const leavesArea: SeededBug['shows'] = (value) => value('areaEnd')[0]! > value('callCursor')[0]!;

const isSomethingCached: SeededBug['shows'] = (value) => value('cache').some((frame) => frame > 0);

const twoAttempts = ['abort', 'secondMigration'];

/** Every seeded fault of lkm_core.c. */
export const bugs: readonly SeededBug[] = [
  {
    bug: 1,
    title: 'the must-send range is rounded inward',
    hazards: ['unalignedSurvivors'],
    scope: 'quick',
  },
  { bug: 2, title: 'the cache entry is kept when the bit is set', hazards: [], scope: 'small' },
  {
    bug: 3,
    title: 'ready is noted before the must-send pages are set',
    hazards: [],
    scope: 'small',
  },
  { bug: 4, title: 'the epoch of an area is not compared', hazards: twoAttempts, scope: 'small' },
  { bug: 5, title: 'the query carries the epoch before', hazards: twoAttempts, scope: 'small' },
  { bug: 6, title: 'occupied From pages are forgotten', hazards: [], scope: 'small' },
  {
    bug: 7,
    title: 'the first update ends one page early',
    hazards: [],
    scope: 'small',
    shows: (value) => isAtLastPage(value, value('areaEnd')[value('lkmApplication')[0]!]!),
  },
  {
    bug: 8,
    title: 'the final update ends one page early',
    hazards: [],
    scope: 'small',
    shows: (value) => isAtLastPage(value, value('cache').length),
  },
  { bug: 9, title: 'the report is freed before its last use', hazards: [], scope: 'small' },
  { bug: 10, title: 'the bit of the frame before is cleared', hazards: [], scope: 'small' },
  {
    bug: 11,
    title: 'a reset leaves the cache as it was',
    hazards: ['abort'],
    scope: 'small',
    shows: isSomethingCached,
  },
  {
    bug: 12,
    title: 'an abort resets nothing',
    hazards: ['abort'],
    scope: 'small',
    shows: isSomethingCached,
  },
  { bug: 13, title: 'an abort releases nobody', hazards: ['abort'], scope: 'small' },
  {
    bug: 14,
    title: 'a straggler is released and its pages stay skipped',
    hazards: ['lateReady'],
    scope: 'small',
  },
  {
    bug: 15,
    title: 'the area of a straggler is remembered',
    hazards: ['lateReady'],
    scope: 'small',
  },
  { bug: 16, title: 'a shared frame is skipped', hazards: ['share'], scope: 'small' },
  { bug: 17, title: 'the MMU notifier is ignored', hazards: ['swap'], scope: 'small' },
  {
    bug: 18,
    title: 'the MMU notifier drops the entry and sets no bit',
    hazards: ['swap'],
    scope: 'small',
  },
  {
    bug: 19,
    title: 'a shrink at the low end does not move the area',
    hazards: ['livePageLeavesYoung'],
    scope: 'quick',
  },
  {
    bug: 20,
    title: 'a shrink leaves one page in the area',
    hazards: [],
    scope: 'quick',
    shows: leavesArea,
  },
  { bug: 21, title: 'begun carries the epoch before', hazards: twoAttempts, scope: 'small' },
  {
    bug: 22,
    title: 'a later attempt begins with the bits of the earlier',
    hazards: twoAttempts,
    scope: 'small',
    shows: (value) => value('transfer').includes(0),
  },
  {
    bug: 23,
    title: 'the readiness of an unregistered application counts',
    hazards: ['lateReady'],
    scope: 'small',
  },
  {
    bug: 24,
    title: 'a straggler is dropped and not released',
    hazards: ['lateReady'],
    scope: 'small',
  },
  { bug: 25, title: 'pages that stay in the area are sent', hazards: [], scope: 'small' },
  { bug: 26, title: 'prepare goes to registered applications only', hazards: [], scope: 'small' },
  {
    bug: 27,
    title: 'a recheck is ignored',
    hazards: ['suspendRefused', 'appExit'],
    scope: 'small',
  },
  { bug: 28, title: 'a page is cached and its bit stays', hazards: [], scope: 'small' },
  {
    bug: 29,
    title: 'readiness outlives the migration',
    hazards: [],
    scope: 'small',
    shows: (value) => value('ready').includes(1),
  },
  {
    bug: 30,
    title: 'an exit after readiness is not noticed',
    hazards: ['appExit'],
    scope: 'small',
  },
  {
    bug: 31,
    title: 'a shrink is not taken out of the area',
    hazards: [],
    scope: 'quick',
    shows: leavesArea,
  },
  {
    bug: 32,
    title: 'a shrink sets no bit',
    hazards: [],
    scope: 'quick',
    design: 'hardened:shrinkNotice=beforeFree',
  },
];
