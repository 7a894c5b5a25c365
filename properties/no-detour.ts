import { applications } from '../src/migration/memory.ts';
import { needsAssistance, type Setting, type StepFamily } from './family.ts';
import { isUsed } from './truth.ts';

/**
 * S11. The final update clears no bit of a page that must be sent, not even to set it again: an iteration that runs
 * meanwhile would skip the page, and its sending would become downtime. Who reports is held by then, so that heap and
 * page table say what must be sent.
 */
export const noDetour: StepFamily = {
  id: 'S11',
  title: 'No detour: the final update clears no bit of a page that must be sent',
  unasked: (setting) => needsAssistance(setting) ?? mayMiss(setting),
  define: ({ machine, controls }) => {
    const { memory, heap } = machine;
    const isJoining = controls.in('lkm', ['final-update.joining']);
    const isNeeded = (words: Uint32Array, frame: number): boolean => {
      for (let page = 0; page < memory.pages; page++) {
        if (memory.pageTable.get(words, page) !== frame + 1) continue;
        return isUsed(machine, words, page);
      }
      return false;
    };
    return {
      id: 'S11',
      title: 'the final update clears no bit of a page that must be sent',
      exercised: isJoining,
      holds: ({ process, event, before, after }) => {
        if (process !== 'lkm' || event !== 'update' || !isJoining(before)) return true;
        if (machine.lkm.current.get(before, 0) === applications.jvm && heap.hasExited(before)) {
          return true;
        }
        for (let frame = 0; frame < memory.frames; frame++) {
          const isCleared =
            memory.transfer.get(before, frame) === 1 && memory.transfer.get(after, frame) === 0;
          if (isCleared && isNeeded(before, frame)) return false;
        }
        return true;
      },
    };
  },
};

/** Designs that are informed wrongly, or round away what must be sent. */
function mayMiss({ machine, design }: Setting): string | undefined {
  if (design.gcPostCondition === 'trusted') return 'a collection that did not happen is believed';
  if (design.mustSendRounding === 'inward') return 'the page in which survivors end is given up';
  return machine.size.hazards.has('hostileRanges')
    ? 'an application reports memory that is not its own'
    : undefined;
}
