import { isUsed } from '../../../properties/truth.ts';
import { fateOf, lossSentence } from '../../migration/frame-fate.ts';
import type { Migration } from '../../migration/migration-system.ts';
import { narrate } from '../../migration/narrative.ts';
import { channelsOf } from '../../subject/message-narrative.ts';
import type { SubjectView } from '../../subject/subject.ts';

/** The migration as people read it: steps in words of the domain, heap pages over their frames, the life of
 * the frame that was lost. */
export function viewOf(migration: Migration): SubjectView {
  const { system, machine } = migration;
  return {
    system,
    narrate: (step, before) => narrate(machine, step, before),
    slots: (words) => slotsOf(migration, words),
    fate: ({ property, violation }, steps) => {
      const frame = violation.about?.index;
      if (frame === undefined) return undefined;
      const fate = fateOf(frame, steps);
      // Only a lost page has a moment of loss. Of a wrong bit the last state says it all.
      return { frame, fate, ...(property === 'S1' ? { summary: lossSentence(frame, fate) } : {}) };
    },
  };
}

const ownerWords = ['free', 'other', 'application', 'cacheApp'];

/** Every slot of one state. Pages read `<space> <frame or -> <occupied or empty>`. */
function slotsOf({ system, machine }: Migration, words: Uint32Array): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const { channel } of channelsOf(system)) {
    slots[`channel ${channel.name}`] = channel.inFlight(words).join(' ');
  }
  const { memory, heap } = machine;
  for (let page = 0; page < memory.pages; page++) {
    const frame = memory.pageTable.get(words, page) - 1;
    const filled = isUsed(machine, words, page) ? 'occupied' : 'empty';
    slots[`page ${page}`] = `${spaceAt(heap, words, page)} ${frame < 0 ? '-' : frame} ${filled}`;
  }
  for (let frame = 0; frame < memory.frames; frame++) {
    slots[`frame ${frame}`] = ownerWords[memory.owner.get(words, frame)] ?? 'unknown';
  }
  return slots;
}

type Heap = Migration['machine']['heap'];

function spaceAt(heap: Heap, words: Uint32Array, page: number): string {
  const isIn = (from: Heap['toTop'], to: Heap['toTop']): boolean =>
    page >= from.get(words, 0) && page < to.get(words, 0);
  if (page >= heap.heapPages) return 'cache';
  if (page < heap.youngBegin.get(words, 0)) return 'old';
  if (isIn(heap.youngBegin, heap.edenEnd)) return 'eden';
  if (isIn(heap.fromBottom, heap.fromEnd)) return 'from';
  if (isIn(heap.toBottom, heap.toEnd)) return 'to';
  return 'outside';
}
