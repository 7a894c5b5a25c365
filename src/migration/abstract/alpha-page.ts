import type { Migration } from '../migration-system.ts';
import { cursors, regions } from './heap.ts';
import type { Alpha } from './observed.ts';
import type { AbstractMigration } from './system.ts';

/** What is known of the observed page: where it lies, in which ranges it is, and which loops come to it. */
export function pageFacts(concrete: Migration, abstract: AbstractMigration): Alpha {
  const { heap, lkm, agent, call } = concrete.machine;
  const seen = abstract.machine;
  const regionOf = regionFacts(concrete);
  const collector = collectorCursor(concrete);
  const moduleLoop = lkmCursor(concrete);
  const isIdle = stateTest(concrete, 'procCall', (state) => state === 'idle');
  return (words, { page }, out) => {
    const region = regionOf(words, page);
    seen.heap.region.set(out, region);
    seen.heap.cursor.set(out, collector(words, page, region));
    const compactTop = heap.compactTop?.get(words, 0) ?? 0;
    const isCompacted = page >= heap.youngBegin.get(words, 0) && page < compactTop;
    seen.heap.isCompacted.put(out, isCompacted);
    const left = page >= heap.leftFrom.get(words, 0) && page < heap.leftTo.get(words, 0);
    seen.heap.pageLeft.put(out, left);
    seen.agentRange.put(out, agent.range.contains(words, page));
    seen.lkm.area.put(out, lkm.area.contains(words, page));
    seen.lkm.reported.put(out, lkm.reported.contains(words, page));
    seen.lkm.mustSend.put(out, lkm.mustSend.contains(words, page));
    seen.lkm.cursor.set(out, moduleLoop(words, page));
    const comes =
      !isIdle(words) && page >= call.cursor.get(words, 0) && page < call.end.get(words, 0);
    seen.callCursor.put(out, comes);
  };
}

function regionFacts({
  hazards,
  machine: { heap, memory },
}: Migration): (words: Uint32Array, page: number) => number {
  const uncommitsLate = hazards.includes('concurrentUncommit');
  return (words, page) => {
    const at = (field: typeof heap.youngBegin): number => field.get(words, 0);
    if (page < at(heap.youngBegin)) return page < at(heap.oldTop) ? regions.old : regions.outside;
    if (page < at(heap.edenTop)) return regions.eden;
    if (page >= at(heap.fromBottom) && page < at(heap.fromTop)) return regions.from;
    if (page >= at(heap.toBottom) && page < at(heap.toTop)) return regions.to;
    if (page < at(heap.youngEnd)) return regions.empty;
    return uncommitsLate && memory.isMapped(words, page) ? regions.left : regions.outside;
  };
}

/** A test of a process's control state, by its path. */
export function stateTest(
  { system }: Migration,
  process: string,
  holds: (state: string) => boolean,
): (words: Uint32Array) => boolean {
  const { table, control } = system.process(process);
  const matches = table.states.map(holds);
  return (words) => matches[control.get(words, 0)] === true;
}

/** Whether the collector, or who unmaps pages, is still to come to a page; only while a loop is under way. */
function collectorCursor(
  migration: Migration,
): (words: Uint32Array, page: number, region: number) => number {
  const { heap } = migration.machine;
  const uncommitsLate = migration.hazards.includes('concurrentUncommit');
  const is = (name: string): ((words: Uint32Array) => boolean) =>
    stateTest(migration, 'jvm', (state) => state === name || state.startsWith(`${name}.`));
  const [collects, compacts, unmaps, exits] = [
    'collecting',
    'compacting',
    'unmapping',
    'exiting',
  ].map(is);
  const announces = is('announcing');
  const forwards = is('collecting.forwarding');
  const visits = (words: Uint32Array, page: number, region: number): boolean => {
    const isFilled = region === regions.eden || region === regions.from;
    if (collects!(words)) return isFilled;
    if (compacts!(words)) return isFilled || region === regions.to;
    if (unmaps!(words) || announces(words)) {
      return !uncommitsLate && page < heap.leftTo.get(words, 0);
    }
    return exits!(words);
  };
  return (words, page, region) => {
    const cursor = heap.cursor.get(words, 0);
    if (!visits(words, page, region) || cursor > page) return cursors.passed;
    return forwards(words) && cursor === page ? cursors.there : cursors.ahead;
  };
}

/** Whether the module's loop is still to come to a page. */
function lkmCursor(migration: Migration): (words: Uint32Array, page: number) => number {
  const { lkm } = migration.machine;
  const is = (holds: (state: string) => boolean): ((words: Uint32Array) => boolean) =>
    stateTest(migration, 'lkm', holds);
  const walks = is((state) => state.startsWith('started.walking'));
  const joins = is((state) => state.startsWith('final-update.joining'));
  const leaves = is((state) => state === 'final-update.leaving');
  const all = is((state) => state === 'final-update.comparing' || state.endsWith('abandoning'));
  const comes = (words: Uint32Array, page: number): boolean => {
    if (walks(words)) return page < lkm.area.end.get(words, 0);
    if (joins(words)) return page < lkm.reported.end.get(words, 0);
    if (leaves(words)) return page < lkm.mustSend.end.get(words, 0);
    return all(words);
  };
  return (words, page) =>
    comes(words, page) && lkm.cursor.get(words, 0) <= page ? cursors.ahead : cursors.passed;
}
