import type { CheckResult, Verdict } from '../src/checking/verdict.ts';
import { rollUp } from '../src/checking/verdict.ts';
import { asksConvergence, iterationsBeforeStopping } from '../src/migration/bind-daemon.ts';
import { framesFollow } from '../src/migration/switchover.ts';
import type { ReachableGoal } from '../src/system/definition.ts';
import { needsAssistance, type Question, type Setting } from './family.ts';

const byIterations = 'L3 iterations';
const byFewFrames = 'L3 few frames';
const byTraffic = 'L3 traffic';
const whileSkipping = 'L3 few frames, others skipped';

/**
 * L3. Each stop test of the daemon ends some run; and with skipped frames uncounted the few-frames test
 * ends an iteration in which frames were skipped. Which test it was is read off the state where the
 * daemon has just stopped: the first, in Xen's order, whose number had been reached.
 */
export const convergence = {
  id: 'L3',
  title: 'Convergence: each stop test ends some run, few frames also where others are skipped',
  unasked: ({ machine, design }: Setting): string | undefined => {
    if (framesFollow(design)) return 'the VM moves without waiting for a stop test';
    return asksConvergence(machine.size.frames, machine.size.numbers)
      ? undefined
      : 'the bounds leave the daemon no room to stop by each of its tests; see scope stops';
  },
  define: (question: Question): ReachableGoal[] => {
    const { machine, controls, design } = question;
    const { daemon, size } = machine;
    const hasStopped = controls.in('daemon', ['stopping.choosing']);
    const iterationsMax = iterationsBeforeStopping(size.numbers, design);
    const iterationsAreUsedUp = (words: Uint32Array): boolean =>
      daemon.iteration.get(words, 0) >= iterationsMax;
    const fewFramesAreLeft = (words: Uint32Array): boolean =>
      !iterationsAreUsedUp(words) && daemon.handled.get(words, 0) < size.numbers.fewFrames;
    const goals: ReachableGoal[] = [
      {
        id: byIterations,
        title: 'some run stops by the number of its iterations',
        holds: (words) => hasStopped(words) && iterationsAreUsedUp(words),
      },
      {
        id: byFewFrames,
        title: 'some run stops by few frames',
        holds: (words) => hasStopped(words) && fewFramesAreLeft(words),
      },
      {
        id: byTraffic,
        title: 'some run stops by its traffic',
        holds: (words) =>
          hasStopped(words) && !iterationsAreUsedUp(words) && !fewFramesAreLeft(words),
      },
    ];
    if (needsAssistance(question) !== undefined) return goals;
    const skipped: ReachableGoal = {
      id: whileSkipping,
      title: 'some run stops by few frames in an iteration that skips some',
      holds: (words) =>
        hasStopped(words) && fewFramesAreLeft(words) && daemon.skipped?.get(words, 0) === 1,
    };
    return [...goals, skipped];
  },
  /** What a search says of it: the verdict of all goals together, and the first that no run reaches. */
  judged: ({ properties }: CheckResult): { verdict: Verdict; unreached: string | undefined } => {
    const goals = properties.filter(({ id }) => id.startsWith('L3 '));
    const unreached = goals.find(({ verdict }) => verdict === 'violated')?.id.slice('L3 '.length);
    return { verdict: rollUp(goals.map(({ verdict }) => verdict)), unreached };
  },
} as const;
