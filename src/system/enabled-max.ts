import type { System } from './system.ts';

/** More steps are never enabled at once: every choice of every event, and one message per inbox. */
export function enabledMax({ processes }: System): number {
  let count = 0;
  for (const { definition, table } of processes) {
    for (const event of table.events) count += definition.choices?.[event] ?? 1;
    count += definition.inbox?.length ?? 0;
  }
  return count;
}
