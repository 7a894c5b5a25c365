import { availableParallelism } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import type { NamedTask, TaskAnswer, TaskInput, TaskName } from './worker.ts';

/** Does one task in a thread. `port`, if given, is in the input and goes to the thread with it. */
export type RunTask<Name extends TaskName> = (
  input: TaskInput<Name>,
  port?: MessagePort,
) => Promise<TaskAnswer<Name>>;

/** Threads that pay for so many tasks on this machine. */
export function threadsFor(tasks: number): number {
  return Math.max(1, Math.min(tasks, availableParallelism()));
}

/** Starts threads for tasks of one kind, and ends them when `use` has ended. What a task throws arrives without its
 * class. */
export async function withWorkers<Name extends TaskName, Result>(
  name: Name,
  threads: number,
  use: (run: RunTask<Name>) => Promise<Result>,
): Promise<Result> {
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  try {
    return await use((input, port) => {
      const task: NamedTask = { name, input };
      return pool.run(task, { transferList: port === undefined ? [] : [port] }) as Promise<
        TaskAnswer<Name>
      >;
    });
  } finally {
    await pool.destroy();
  }
}
