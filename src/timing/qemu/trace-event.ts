import { InputError } from '../../foundation/input-error.ts';

/** One line of a QEMU trace-event log that says something about pre-copy. */
export type TraceEvent = { readonly line: number } & (
  | { readonly kind: 'setup' | 'active' | 'completed' | 'sync' | 'vmStop' }
  | { readonly kind: 'page'; readonly page: number }
  /** Pages found dirty by the syncs since QEMU's last report of a rate. */
  | { readonly kind: 'synced'; readonly dirty: number }
  /** So little is left that QEMU stops the VM. */
  | { readonly kind: 'lowPending'; readonly pages: number }
  /** The hypervisor's log of a chunk of pages is cleared, before the first of them is sent after a sync. */
  | { readonly kind: 'clear'; readonly from: number; readonly to: number }
);

/** Refuses a line. */
export function refuse(line: number, found: string, expected: string): never {
  throw new InputError('data', `line ${line}: "${found.slice(0, 60)}"; expected ${expected}`);
}
