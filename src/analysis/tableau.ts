import { isUsed } from '../../properties/truth.ts';
import { run } from '../replay/run.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Step } from '../system/system.ts';

/** What can be drawn of a run beside its bitmaps: messages in flight, heap pages over their frames. */
export interface Tableau {
  readonly channels: readonly { readonly name: string; readonly receiver: string }[];
  /** By slot: `channel <name>`, `page <number>`, `frame <number>`. */
  readonly initial: Readonly<Record<string, string>>;
  /** For each step, the slots that it changed. */
  readonly changes: readonly Readonly<Record<string, string>>[];
}

/** Runs `steps` from the initial state and keeps what is drawn of each state. */
export function tableauOf(migration: Migration, steps: readonly Step[]): Tableau {
  const { system } = migration;
  const initial = slotsOf(migration, system.initial());
  let before = initial;
  const changes: Record<string, string>[] = [];
  run(system, steps, (_before, after) => {
    const now = slotsOf(migration, after);
    const changed = Object.entries(now).filter(([slot, value]) => before[slot] !== value);
    changes.push(Object.fromEntries(changed));
    before = now;
  });
  const channels = system.processes.flatMap(({ name, definition }) =>
    (definition.inbox ?? []).map((channel) => ({ name: channel.name, receiver: name })),
  );
  return { channels, initial, changes };
}

const ownerWords = ['free', 'other', 'application', 'cacheApp'];

/** Every slot of one state. Pages read `<space> <frame or -> <occupied or empty>`. */
function slotsOf({ system, machine }: Migration, words: Uint32Array): Record<string, string> {
  const slots: Record<string, string> = {};
  for (const { definition } of system.processes) {
    for (const channel of definition.inbox ?? []) {
      slots[`channel ${channel.name}`] = channel.inFlight(words).join(' ');
    }
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
