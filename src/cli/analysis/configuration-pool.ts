import type { Checker } from '../../analysis/hardening/failure-pattern.ts';
import type { ConfigurationResult } from '../../analysis/matrix/configuration.ts';
import { withRemote } from '../campaign/foreground.ts';
import { StatusLine } from '../terminal/progress.ts';
import { styled } from '../terminal/text.ts';
import { threadsFor, withWorkers, type RunTask } from '../workers/worker-pool.ts';

export interface ConfigurationPoolOptions {
  /** A search ends at the end of the level in which it passes this many states. */
  readonly maxStates: number;
  /** After this long nothing new is begun. */
  readonly maxSeconds: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
}

/** Checks of a queue that are asked for at a time: more than most queues have workers. */
const remoteThreads = 64;

/** Checks configurations on all cores, or on the workers of a queue, for as long as there is time. */
export async function withConfigurationPool<Result>(
  options: ConfigurationPoolOptions,
  run: (checker: Checker) => Promise<Result>,
): Promise<Result> {
  const { queue } = options;
  if (queue !== undefined) {
    return withRemote(queue, 'analysis', (remote) => {
      const checkOne: RunTask<'configuration'> = async (task) =>
        (await remote.run({ kind: 'configuration', task })) as ConfigurationResult;
      return withChecker(options, { threads: remoteThreads, checkOne }, run);
    });
  }
  const threads = threadsFor(Infinity);
  return withWorkers('configuration', threads, (checkOne) =>
    withChecker(options, { threads, checkOne }, run),
  );
}

interface Workers {
  readonly threads: number;
  readonly checkOne: RunTask<'configuration'>;
}

async function withChecker<Result>(
  { maxStates, maxSeconds }: ConfigurationPoolOptions,
  { threads, checkOne }: Workers,
  run: (checker: Checker) => Promise<Result>,
): Promise<Result> {
  const status = new StatusLine();
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  let checked = 0;
  let states = 0;
  try {
    return await run({
      threads,
      outOfTime: (part = 1) => elapsed() > part * maxSeconds,
      report: (line) => {
        status.clear();
        console.log(styled('gray', `${elapsed().toFixed(0).padStart(5)} s  ${line}`));
      },
      check: async (candidate, configuration, { finish, effort }) => {
        const task = { candidate, configuration, finish, maxStates: maxStates * effort };
        const result = await checkOne(task);
        checked++;
        states += result.states;
        status.show(`${checked} checks, ${(states / 1e6).toFixed(1)} M states`);
        return result;
      },
    });
  } finally {
    status.clear();
  }
}
