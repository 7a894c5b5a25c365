import { refuse, type TraceEvent } from './trace-event.ts';

/** Events that come where they are needed and nowhere else. */
const sequence = {
  setup: 'migrate_set_state new state setup',
  sync: 'migration_bitmap_sync_start',
  synced: 'migration_bitmap_sync_end',
  active: 'migrate_set_state new state active',
  end: 'the end of the log',
} as const;

/**
 * What QEMU always logs and the model has no step for: the states of the migration, the end of each sync, and that the
 * log of a chunk is cleared before its first page is sent after a sync. Throws `InputError('data')` with the number of
 * the line that stands where one of them is missing.
 */
export function requireOrder(events: readonly TraceEvent[], lines: readonly string[]): void {
  const refuseAt = (line: number, expected: string): never =>
    refuse(line, lines[line - 1] ?? '', expected);
  const chunks = new Chunks(refuseAt);
  let isActive = false;
  for (const [index, event] of events.entries()) {
    const needed = neededAfter(events[index - 1], isActive);
    if (needed !== undefined && event.kind !== needed) refuseAt(event.line, sequence[needed]);
    if (needed === undefined && event.kind !== 'sync' && Object.hasOwn(sequence, event.kind)) {
      refuseAt(event.line, 'a step of the migration');
    }
    if (event.kind === 'active') isActive = true;
    chunks.see(event);
  }
  const last = events.at(-1);
  if (last?.kind !== 'completed') {
    refuseAt(last?.line ?? 1, 'migrate_set_state new state completed after it');
  }
}

/** The one kind of event that can come next; `undefined` where the model decides. */
function neededAfter(
  last: TraceEvent | undefined,
  isActive: boolean,
): keyof typeof sequence | undefined {
  if (last === undefined) return 'setup';
  if (last.kind === 'setup') return 'sync';
  if (last.kind === 'sync') return 'synced';
  if (last.kind === 'synced' && !isActive) return 'active';
  return last.kind === 'completed' ? 'end' : undefined;
}

/** The chunks whose log has been cleared since the last sync. */
class Chunks {
  readonly #refuseAt: (line: number, expected: string) => never;
  #cleared: Extract<TraceEvent, { kind: 'clear' }>[] = [];

  constructor(refuseAt: (line: number, expected: string) => never) {
    this.#refuseAt = refuseAt;
  }

  see(event: TraceEvent): void {
    if (event.kind === 'sync') this.#cleared = [];
    if (event.kind === 'page' && !this.#isCleared(event.page)) {
      this.#refuseAt(event.line, 'migration_bitmap_clear_dirty before the first page');
    }
    if (event.kind !== 'clear') return;
    if (this.#isCleared(event.from)) this.#refuseAt(event.line, 'one clearing after a sync');
    this.#cleared.push(event);
  }

  #isCleared(page: number): boolean {
    return this.#cleared.some(({ from, to }) => page >= from && page < to);
  }
}
