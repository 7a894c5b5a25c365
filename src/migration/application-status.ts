import type { MigrationControls } from './chart-names.ts';
import type { Machine } from './machine.ts';
import { applications } from './memory.ts';

/** Where the applications stand, as truth and not as the LKM believes. */
export interface Standing {
  /** Its process is dead. */
  readonly isGone: (words: Uint32Array, application: number) => boolean;
  /** It lives, is ready, and its threads are held. */
  readonly holds: (words: Uint32Array, application: number) => boolean;
  /** It is dead or silent, or waits for another that is held. */
  readonly cannotAnswer: (words: Uint32Array, application: number) => boolean;
  /** Nothing of a migration is left with it. */
  readonly isIdle: (words: Uint32Array, application: number) => boolean;
}

/** Asks charts and heap; valid once the system is built. */
export function standing({ heap, lkm }: Machine, controls: MigrationControls): Standing {
  const never = (): boolean => false;
  const agentHolds = controls.in('agent', ['holding']);
  const agentIsIdle = controls.in('agent', ['idle', 'silent']);
  const agentIsSilent = controls.in('agent', ['silent']);
  const hasSecond = lkm.applications > 1;
  const secondHolds = hasSecond ? controls.in('cacheApp', ['holding']) : never;
  const secondIsIdle = hasSecond ? controls.in('cacheApp', ['idle']) : never;
  const secondPurges = hasSecond ? controls.in('cacheApp', ['purging']) : never;
  const isJvm = (application: number): boolean => application === applications.jvm;
  const jvmHolds = (words: Uint32Array): boolean => agentHolds(words) && !heap.hasExited(words);
  return {
    isGone: (words, application) => isJvm(application) && heap.hasExited(words),
    holds: (words, application) => (isJvm(application) ? jvmHolds(words) : secondHolds(words)),
    cannotAnswer: (words, application) =>
      isJvm(application)
        ? heap.hasExited(words) || agentIsSilent(words)
        : secondPurges(words) && jvmHolds(words),
    isIdle: (words, application) =>
      isJvm(application) ? heap.hasExited(words) || agentIsIdle(words) : secondIsIdle(words),
  };
}
