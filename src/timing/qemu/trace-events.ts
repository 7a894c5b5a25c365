import { refuse, type TraceEvent } from './trace-event.ts';
import { requireOrder } from './trace-order.ts';

/** A log of QEMU's trace events, of one block of guest memory. */
export interface QemuTrace {
  readonly pages: number;
  /** Pages that QEMU found zero in the first pass: they go as a byte, and no event reports them. */
  readonly zeroPages: readonly number[];
  readonly events: readonly TraceEvent[];
}

const pageBytes = 4096;

/**
 * Reads a recorded log: a line of JSON (`pages`, `zeroPages` as ranges), then one event a line, as QEMU's
 * backend `log` prints them, with or without process and time before the name.
 *
 * Throws `InputError('data')` with the number of a line that is no such event, or where one is missing that the model
 * has no step for.
 */
export function readTraceEvents(text: string): QemuTrace {
  const [head, ...lines] = text.split(/\r?\n/);
  const { block, pages, zeroPages } = headerOf(head ?? '');
  const events: TraceEvent[] = [];
  lines.forEach((complete, index) => {
    const event = complete.replace(/^\d+@[\d.]+:/, '').trimEnd();
    if (event === '') return;
    events.push(eventOf(event, { line: index + 2, block, pages }));
  });
  requireOrder(events, [head ?? '', ...lines]);
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
  const pending = /^migration_thread_low_pending (\d+)$/.exec(event)?.[1];
  if (pending !== undefined)
    return { line, kind: 'lowPending', pages: Number(pending) / pageBytes };
  const cleared = chunkOf(event, block);
  if (cleared !== undefined) return { line, kind: 'clear', ...cleared };
  const [, name, offset] =
    /^ram_save_page (.+): offset: 0x([\da-f]+)(?: host: .*)?$/.exec(event) ?? [];
  if (name !== block || offset === undefined) {
    refuse(line, event, `an event of pre-copy, of block ${block}`);
  }
  const page = Number.parseInt(offset, 16) / pageBytes;
  if (!Number.isInteger(page) || page >= pages) refuse(line, event, `a page of ${pages}`);
  return { line, kind: 'page', page };
}

function chunkOf(
  event: string,
  block: string,
): { readonly from: number; readonly to: number } | undefined {
  const [, name, start, size] =
    /^migration_bitmap_clear_dirty rb (.+) start (0x[\da-f]+) size (0x[\da-f]+) page 0x[\da-f]+$/.exec(
      event,
    ) ?? [];
  if (name !== block) return undefined;
  const from = Number(start) / pageBytes;
  return { from, to: from + Number(size) / pageBytes };
}
