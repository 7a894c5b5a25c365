import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import type { Examiner } from '../analysis/lesson.ts';
import type { WorldResult } from '../analysis/world.ts';
import { StatusLine } from './progress.ts';
import { styled } from './text.ts';
import type { WorldTask } from './world-worker.ts';

export interface WorldPoolOptions {
  /** A search ends at the end of the level in which it passes this many states. */
  readonly maxStates: number;
  /** After this long nothing new is begun. */
  readonly maxSeconds: number;
}

/** Checks worlds on all cores for as long as there is time; `run` is told who does it. */
export async function withWorldPool<Result>(
  { maxStates, maxSeconds }: WorldPoolOptions,
  run: (examiner: Examiner) => Promise<Result>,
): Promise<Result> {
  const threads = Math.max(1, availableParallelism());
  const pool = new Tinypool({
    filename: new URL('./world-worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const status = new StatusLine();
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  let checked = 0;
  let states = 0;
  try {
    return await run({
      threads,
      outOfTime: (part = 1) => elapsed() > part * maxSeconds,
      tell: (line) => {
        status.clear();
        console.log(styled('gray', `${elapsed().toFixed(0).padStart(5)} s  ${line}`));
      },
      check: async (candidate, world, { finish, effort }) => {
        const task: WorldTask = { candidate, world, finish, maxStates: maxStates * effort };
        const result = (await pool.run(task)) as WorldResult;
        checked++;
        states += result.states;
        status.show(`${checked} checks, ${(states / 1e6).toFixed(1)} M states`);
        return result;
      },
    });
  } finally {
    status.clear();
    await pool.destroy();
  }
}
