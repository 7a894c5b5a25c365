import { InputError } from '../../foundation/input-error.ts';

/** One line of a QEMU trace-event log that says something about pre-copy. */
export type TraceEvent = { readonly line: number } & (
  | { readonly kind: 'setup' | 'active' | 'completed' | 'sync' | 'vmStop' }
  | { readonly kind: 'page'; readonly page: number }
  /** Pages found dirty by the syncs since QEMU's last report of a rate. */
  | { readonly kind: 'synced'; readonly dirty: number }
);

/** A log of QEMU's trace events, of one block of guest memory. */
export interface QemuTrace {
  readonly pages: number;
  /** Pages that QEMU found zero in the first pass: they go as a byte, and no event reports them. */
  readonly zeroPages: readonly number[];
  readonly events: readonly TraceEvent[];
}

const pageBytes = 4096;
/** Events that are recorded with the others and that the model has no step for. */
const ignored = /^(?:migration_bitmap_clear_dirty|migration_thread_low_pending) /;

/**
 * Reads a recorded log: a line of JSON (`pages`, `zeroPages` as ranges), then one event a line, as QEMU's
 * backend `log` prints them, with or without process and time before the name.
 *
 * Throws `InputError('data')` with the number of a line that is no such event.
 */
export function readTraceEvents(text: string): QemuTrace {
  const [head, ...lines] = text.split(/\r?\n/);
  const { block, pages, zeroPages } = headerOf(head ?? '');
  const events: TraceEvent[] = [];
  lines.forEach((complete, index) => {
    const event = complete.replace(/^\d+@[\d.]+:/, '').trimEnd();
    if (event === '' || ignored.test(event)) return;
    events.push(eventOf(event, { line: index + 2, block, pages }));
  });
  return { pages, zeroPages, events };
}

function headerOf(line: string): {
  readonly block: string;
  readonly pages: number;
  readonly zeroPages: readonly number[];
} {
  let head: Record<string, unknown> = {};
  try {
    head = JSON.parse(line) as Record<string, unknown>;
  } catch {
    refuse(1, line, 'a header {"block":...,"pages":...,"zeroPages":[[from,to],...]}');
  }
  const { block, pages, zeroPages } = head;
  const isWhole = typeof block === 'string' && Number.isInteger(pages) && Array.isArray(zeroPages);
  if (!isWhole) refuse(1, line, 'block, pages and zeroPages in the header');
  const ranges = zeroPages as readonly (readonly [number, number])[];
  const all = ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
  return { block, pages: Number(pages), zeroPages: all };
}

function eventOf(
  event: string,
  { line, block, pages }: { readonly line: number; readonly block: string; readonly pages: number },
): TraceEvent {
  const state = /^migrate_set_state new state (setup|active|completed)$/.exec(event)?.[1];
  if (state !== undefined) return { line, kind: state as 'setup' | 'active' | 'completed' };
  if (event === 'migration_bitmap_sync_start') return { line, kind: 'sync' };
  if (event === 'migration_completion_vm_stop ret 0') return { line, kind: 'vmStop' };
  const dirty = /^migration_bitmap_sync_end dirty_pages (\d+)$/.exec(event)?.[1];
  if (dirty !== undefined) return { line, kind: 'synced', dirty: Number(dirty) };
  const [, name, offset] =
    /^ram_save_page (.+): offset: 0x([\da-f]+)(?: host: .*)?$/.exec(event) ?? [];
  if (name !== block || offset === undefined) {
    refuse(line, event, `an event of pre-copy, of block ${block}`);
  }
  const page = Number.parseInt(offset, 16) / pageBytes;
  if (!Number.isInteger(page) || page >= pages) refuse(line, event, `a page of ${pages}`);
  return { line, kind: 'page', page };
}

function refuse(line: number, found: string, expected: string): never {
  throw new InputError('data', `line ${line}: "${found.slice(0, 60)}"; expected ${expected}`);
}
