import type { HazardName } from '../models/hazards.ts';
import type { Machine } from '../src/migration/machine.ts';
import { applications } from '../src/migration/memory.ts';
import { framesFollow } from '../src/migration/switchover.ts';
import type { TakenStep } from '../src/system/definition.ts';
import type { MigrationControls } from '../src/migration/chart-names.ts';
import { needsAssistance, type Setting, type StepFamily } from './family.ts';
import { isUsed } from './truth.ts';

/** Hazards that take no page out of an area, and add none to what must be sent. */
const harmless: readonly HazardName[] = [
  'lossyNetlink',
  'reorder',
  'silentApp',
  'lateReady',
  'abort',
  'suspendRefused',
  'unalignedSurvivors',
  'fullGc',
  'secondMigration',
  'twoApps',
  'readBeforeLogging',
  'lateSuspend',
  'destinationFails',
  'cleanFails',
  'deviceWrites',
];

/**
 * P2. A page that lies in the area of an application from the first update to the end, and of which nothing
 * survives, is never sent after that update. Judged by heap and page table, not by what the module remembers: an
 * area that is reported too small, a page that no walk takes, a bit that is set for no reason and a daemon that
 * does not look at it are all noticed. Asked while Young keeps its size: a page that comes and goes may be sent.
 */
export const usefulness: StepFamily = {
  id: 'P2',
  title:
    'Usefulness: what lies in an area from the first update on, and survives nothing, is not sent',
  unasked: (setting) => needsAssistance(setting) ?? mayBeSent(setting),
  define: ({ machine, controls, design }) => {
    const { memory, heap } = machine;
    const isWasted = wasted(machine, controls);
    const follows = framesFollow(design);
    const scans = controls.in('daemon', ['iterating.scanning', 'stopAndCopy']);
    const isPaused = controls.in('daemon', ['suspending.paused']);
    const isStill = (words: Uint32Array): boolean => !heap.resizesLeft.isTouched(words);
    const some = (frames: (frame: number) => boolean): boolean => {
      for (let frame = 0; frame < memory.frames; frame++) if (frames(frame)) return true;
      return false;
    };
    const sends = ({ before, after }: TakenStep, frame: number): boolean =>
      memory.stale.get(before, frame) === 1 && memory.stale.get(after, frame) === 0;
    return {
      id: 'P2',
      title: 'what lies in an area and survives nothing is not sent',
      exercised: (words) =>
        (scans(words) || (follows && isPaused(words))) &&
        isStill(words) &&
        some((frame) => isWasted(words, frame)),
      holds: (step) => {
        const { process, event, before, after } = step;
        if (process !== 'daemon' || !isStill(before)) return true;
        if (event === 'scan') {
          return !some((frame) => sends(step, frame) && isWasted(before, frame));
        }
        if (!follows || event !== 'clean' || !isPaused(before)) return true;
        return !some((frame) => memory.send.get(after, frame) === 1 && isWasted(before, frame));
      },
    };
  },
};

/** Why a page that nobody needs may be sent all the same; `undefined` if it may not. */
export function mayBeSent({ machine, design }: Setting): string | undefined {
  const { hazards, resizes } = machine.size;
  const other = [...hazards].find((hazard) => !harmless.includes(hazard));
  if (other !== undefined) return `under ${other} a page of an area may have to be sent`;
  if (hazards.has('secondMigration') && design.epoch === 'none') {
    return 'messages of another attempt change what is skipped';
  }
  if (resizes === 'unlimited') return 'Young may always have another size';
  return design.transferBitRead === 'live' ? undefined : 'the bits are not read as they are';
}

/** Whether sending a frame is for nothing: it backs a page of an area that has been updated, and nothing on it must be sent. */
function wasted(
  machine: Machine,
  controls: MigrationControls,
): (words: Uint32Array, frame: number) => boolean {
  const { memory, heap, cacheApp, lkm } = machine;
  /** Its pages are being walked, or given up: an application may be registered before its bits are cleared. */
  const isChanging = controls.in('lkm', [
    'started.walking',
    'final-update.comparing',
    'final-update.joining',
    'started.abandoning',
    'final-update.abandoning',
    'suspended.abandoning',
  ]);
  const isUnskipping = controls.in('lkm', ['final-update.leaving']);
  const pageOf = (words: Uint32Array, frame: number): number => {
    for (let page = 0; page < memory.pages; page++) {
      if (memory.pageTable.get(words, page) === frame + 1) return page;
    }
    return -1;
  };
  return (words, frame) => {
    const page = pageOf(words, frame);
    if (page < 0) return false;
    const isHeap = page < heap.heapPages;
    const application = isHeap ? applications.jvm : applications.cacheApp;
    const isInArea = isHeap
      ? heap.isInYoung(words, page)
      : cacheApp?.isInArea(page - heap.heapPages) === true;
    if (!isInArea || lkm.registered.get(words, application) === 0) return false;
    const isCurrent = lkm.current.get(words, 0) === application;
    if (isCurrent && isChanging(words)) return false;
    const mayBeSet = lkm.ready.get(words, application) === 1 || (isCurrent && isUnskipping(words));
    return !mayBeSet || !isUsed(machine, words, page);
  };
}
