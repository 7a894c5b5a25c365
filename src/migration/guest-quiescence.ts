import type { MigrationControls } from './chart-names.ts';
import type { Machine } from './machine.ts';
import { applications } from './memory.ts';
import { standing } from './application-status.ts';

/**
 * Nothing of a migration is under way any more: the LKM is initialized, every application is idle, and
 * no message is in flight that anybody would read. The end of a story; deadlock is judged by it.
 */
export function guestHasSettled(
  machine: Machine,
  controls: MigrationControls,
): (words: Uint32Array) => boolean {
  const { heap, lkm } = machine;
  const { isIdle } = standing(machine, controls);
  const lkmIsInitialized = controls.in('lkm', ['initialized']);
  const agentIsSilent = controls.in('agent', ['silent']);
  const all = [...Array(lkm.applications).keys()];
  const channels = [machine.daemonToLkm, machine.lkmToDaemon, machine.agentToLkm, machine.proc];
  const isRead = (words: Uint32Array, application: number): boolean =>
    application !== applications.jvm || (!heap.hasExited(words) && !agentIsSilent(words));
  return (words) =>
    lkmIsInitialized(words) &&
    all.every((application) => isIdle(words, application)) &&
    channels.every((channel) => channel.head(words) < 0) &&
    machine.lkmToApplications.every(
      (queue, application) => queue.head(words) < 0 || !isRead(words, application),
    );
}
