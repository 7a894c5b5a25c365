import type { FairGroup } from '../src/checking/liveness/fairness.ts';
import { weakFairness } from '../src/checking/liveness/fairness.ts';
import type { Goal } from '../src/system/liveness-goal.ts';
import type { Field } from '../src/layout/field.ts';
import type { Migration } from '../src/migration/migration-system.ts';
import type { Transition } from '../src/system/compile.ts';
import type { Question, Setting } from './family.ts';

/** What every fair run must do in the end, and when it makes sense to ask. */
export interface LivenessFamily {
  readonly id: string;
  readonly title: string;
  /** `undefined` where it is asked; else why it cannot be. */
  readonly unasked: (setting: Setting) => string | undefined;
  readonly define: (question: Question) => Goal;
}

/** Own steps of processes that are the environment's doing: nobody owes them. */
const owedByNobody: readonly string[] = ['daemon abort', 'daemon refuse', 'jvm collect'];

/**
 * Who has a turn in the end. Daemon, destination, hypervisor, LKM, /proc call and applications are weakly
 * fair in what counts as progress; allocation, writes, collections of the JVM's own accord, other
 * processes, aborts and refusals are the environment's and owe nothing. An application that falls silent
 * or exits has no step left that it could owe. Two things that weak fairness cannot say are strongly
 * fair, because collections may go on for ever: an application takes a message that waits in its socket,
 * for which it has a thread of its own; and the enforced collection starts, which waits in the VM
 * thread's queue, first in, first out (HotSpot `vmThread.cpp`).
 */
export function fairnessFor({ system }: Pick<Migration, 'system'>): FairGroup[] {
  const isOwed = ({ process, event }: Transition): boolean =>
    !owedByNobody.includes(`${process} ${event}`);
  const weak = weakFairness(system).map((group): FairGroup => {
    const includes = (transition: Transition): boolean =>
      isOwed(transition) && group.includes(transition);
    return { ...group, includes };
  });
  const strong: readonly FairGroup[] = ['agent', 'cacheApp'].map((name) => ({
    name: `${name}, its messages`,
    strength: 'strong',
    includes: ({ process, channel }) => process === name && channel !== undefined,
  }));
  const enforced: FairGroup = {
    name: 'jvm, the enforced collection',
    strength: 'strong',
    includes: ({ process, event }) => process === 'jvm' && event === 'collectEnforced',
  };
  return [...weak, ...strong, enforced].filter(({ includes }) => system.transitions.some(includes));
}

/**
 * Memory that no process reads; runs that differ in nothing else are one run. What is stale becomes
 * poison at the destination, which the kernel looks at where pages are swapped or shared.
 */
export function ghostsOf({ machine, hazards }: Pick<Migration, 'machine' | 'hazards'>): Field[] {
  const { memory } = machine;
  const { lastSend, leftover, cleared, clearedEarlier, trespassed, poisonWasRead } = memory;
  const readsPoison = hazards.includes('swap') || hazards.includes('share');
  const content = readsPoison ? [] : [memory.stale, memory.poison];
  const ghosts = [lastSend, leftover, cleared, clearedEarlier, trespassed, poisonWasRead];
  return [...content, ...ghosts].filter((field) => field !== undefined);
}
