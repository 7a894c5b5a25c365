import type { ForeignName } from './events.ts';

/** How lines begin that only one collector or virtual machine writes. */
const beginnings: readonly (readonly [name: ForeignName, begins: string])[] = [
  ['CMS', 'Using Concurrent Mark Sweep'],
  ['CMS', 'ParNew: '],
  ['CMS', 'CMS: '],
  ['CMS', 'par new generation'],
  ['CMS', 'concurrent mark-sweep generation'],
  ['CMS', 'Concurrent Abortable Preclean'],
  ['CMS', 'Concurrent Sweep'],
  ['ZGC', 'Using The Z Garbage Collector'],
  ['ZGC', 'Initializing The Z Garbage Collector'],
  ['ZGC', 'Garbage Collection ('],
  ['ZGC', 'Minor Collection ('],
  ['ZGC', 'Major Collection ('],
  ['ZGC', 'Pause Mark Start'],
  ['ZGC', 'Pause Mark End'],
  ['ZGC', 'Pause Relocate Start'],
  ['ZGC', 'ZHeap '],
  ['ZGC', '=== Garbage Collection Statistics'],
  ['ZGC', 'Y: Pause Mark Start'],
  ['ZGC', 'O: Pause Mark'],
  ['Shenandoah', 'Using Shenandoah'],
  ['Shenandoah', 'Shenandoah Heap'],
  ['Shenandoah', 'Shenandoah GC mode'],
  ['Shenandoah', 'Min heap equals to max heap, disabling ShenandoahUncommit'],
  ['Shenandoah', 'GC STATISTICS:'],
  ['Shenandoah', 'All times are wall-clock times, except per-root-class counters'],
  ['Shenandoah', 'Pause Init Mark'],
  ['Shenandoah', 'Pause Final Mark'],
  ['Shenandoah', 'Pause Init Update Refs'],
  ['Shenandoah', 'Pause Final Update Refs'],
  ['Shenandoah', 'Pause Final Evac'],
  ['Shenandoah', 'Pause Final Roots'],
  ['Shenandoah', 'Pause Degenerated GC'],
  ['Shenandoah', 'Concurrent evacuation'],
  ['Shenandoah', 'Concurrent uncommit'],
  ['Epsilon', 'Using Epsilon'],
  ['C4', 'Using C4'],
];

const byFirst: (readonly (readonly [ForeignName, string])[])[] = [];
for (const each of beginnings) {
  const code = each[1].charCodeAt(0);
  byFirst[code] = [...(byFirst[code] ?? []), each];
}

/** The collector that is refused, if the message, its indentation aside, is a line of one. */
export function foreignOf(message: string): ForeignName | undefined {
  let at = 0;
  while (message.charCodeAt(at) === 32) at++;
  const candidates = byFirst[message.charCodeAt(at)];
  if (candidates === undefined) return undefined;
  for (const [name, begins] of candidates) if (message.startsWith(begins, at)) return name;
  return undefined;
}

/** Parts of records of JDK 8 and of the logs of other virtual machines. */
const parts: readonly (readonly [name: ForeignName, part: string])[] = [
  ['CMS', '[CMS'],
  ['CMS', 'CMS-initial-mark'],
  ['CMS', 'CMS-concurrent-'],
  ['CMS', '(CMS Initial Mark)'],
  ['CMS', '(CMS Final Remark)'],
  ['CMS', '[YG occupancy'],
  ['CMS', '[ASParNew'],
  ['CMS', '[ASCMS'],
  ['CMS', '-XX:+UseConcMarkSweepGC'],
  ['CMS', 'concurrent mark-sweep generation'],
  ['Shenandoah', '[Pause Init Mark'],
  ['Shenandoah', '[Pause Final Mark'],
  ['Shenandoah', '[Concurrent cleanup'],
  ['Shenandoah', '[Concurrent reset'],
  ['Shenandoah', '[Pause Init Update Refs'],
  ['Shenandoah', '[Pause Degenerated GC'],
  ['Shenandoah', '-XX:+UseShenandoahGC'],
  ['Shenandoah', 'Shenandoah Heap'],
  // Of the statistics at exit, printed without decorations.
  ['Shenandoah', 'All times are wall-clock times, except per-root-class counters'],
  ['Shenandoah', '(lvls, us ='],
  ['ZGC', '=== Garbage Collection Statistics'],
  ['ZGC', '-XX:+UseZGC'],
  ['C4', '[GPGC'],
  ['OpenJ9', '<verbosegc'],
  ['OpenJ9', '<gc-start '],
  ['OpenJ9', '<gc type='],
  ['JRockit', '[memory ]'],
  ['JRockit', '[INFO ][memory'],
  ['Native Image', '[Incremental GC ('],
];

/** One search in place of one for each part. Nothing in it repeats, so that no text is searched twice. */
const anyPart = new RegExp(parts.map(([, part]) => part.replaceAll(/[[\]()+]/g, '\\$&')).join('|'));

/** The same for a line without decorations. */
export function foreignPartOf(text: string): ForeignName | undefined {
  // The heading says so at the start of a line only: an application may print these words too.
  if (text.startsWith('GC STATISTICS:')) return 'Shenandoah';
  if (!anyPart.test(text)) return undefined;
  return parts.find(([, part]) => text.includes(part))?.[0];
}

/** Why the protocol does not fit, one sentence each; shown behind the collector's name. */
export const foreignReasons: Readonly<Record<ForeignName, string>> = {
  CMS:
    'it sweeps Old while the application runs, and the writes of its free lists are in no log: what ' +
    'pre-copy sends of Old cannot be inferred from it',
  ZGC:
    'it relocates objects while the application runs: there is no pause after which a range of ' +
    'addresses holds garbage only, which is what assistance skips',
  Shenandoah:
    'it evacuates while the application runs: there is no pause after which a range of addresses ' +
    'holds garbage only, which is what assistance skips',
  Epsilon: 'it never collects: there is no garbage that assistance could skip',
  C4:
    'it relocates objects while the application runs: there is no pause after which a range of ' +
    'addresses holds garbage only, which is what assistance skips',
  OpenJ9: 'it is not HotSpot: the agent that assistance needs speaks to HotSpot collectors only',
  JRockit: 'it is not HotSpot: the agent that assistance needs speaks to HotSpot collectors only',
  'Native Image': 'it is not HotSpot: a native image has no agent interface for its collector',
};
