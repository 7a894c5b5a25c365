import type { Machine } from '../src/migration/machine.ts';
import { applications } from '../src/migration/memory.ts';
import { atSuspension, needsAssistance, type PropertyFamily, type Setting } from './family.ts';
import { isUsed } from './truth.ts';
import { mayBeSent } from './usefulness.ts';

/**
 * P3. At suspension the bit of every page that an application has given up is 0. P2 asks nothing once Young has had
 * another size; this does, and it notices a bit that is set and whose page nobody happens to write.
 */
export const thrift: PropertyFamily = {
  id: 'P3',
  title: 'Thrift: at suspension, every page that a ready application gives up is skipped',
  unasked: (setting) => needsAssistance(setting) ?? mayBeSent(setting) ?? walksEarly(setting),
  define: ({ machine, controls }) => {
    const isSuspended = controls.in('daemon', atSuspension.states);
    return {
      id: 'P3',
      title: 'Thrift',
      at: atSuspension,
      exercised: (words) => isSuspended(words) && givenUp(machine, words, () => true) !== undefined,
      violation: (words) => {
        const frame = givenUp(
          machine,
          words,
          (each) => machine.memory.transfer.get(words, each) === 1,
        );
        return frame === undefined
          ? undefined
          : {
              about: { field: 'transfer', index: frame },
              failureClass: 'given up, and not skipped',
              detail: `nothing on frame ${frame} is needed, and its transfer bit is 1 at suspension`,
            };
      },
    };
  },
};

/**
 * Where pages are looked for by ranges only, one that came back counts as one that was always there. And one that was
 * not mapped when the area was walked, and is mapped by now, is sent: the paper does not walk the area again.
 */
function walksEarly({ machine, design }: Setting): string | undefined {
  const { resizes } = machine.size;
  if (resizes === 'unlimited' || resizes > 1)
    return 'a page may come back after the area was walked';
  return design.departedPages === 'byCache' && design.frameLoss === 'mmuNotifier'
    ? undefined
    : 'a page that leaves and comes back is not noticed';
}

/** The first frame with that property which backs a page that a ready application has given up. */
function givenUp(
  machine: Machine,
  words: Uint32Array,
  holds: (frame: number) => boolean,
): number | undefined {
  const { memory, heap, cacheApp, lkm } = machine;
  for (let page = 0; page < memory.pages; page++) {
    const entry = memory.pageTable.get(words, page);
    if (entry === 0 || !holds(entry - 1)) continue;
    const isHeap = page < heap.heapPages;
    const application = isHeap ? applications.jvm : applications.cacheApp;
    if (lkm.ready.get(words, application) === 0) continue;
    const isInArea = isHeap
      ? heap.isInYoung(words, page)
      : cacheApp?.isInArea(page - heap.heapPages) === true;
    if (isInArea && !isUsed(machine, words, page)) return entry - 1;
  }
  return undefined;
}
