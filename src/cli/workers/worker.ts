/** What a thread can be asked to do. Its code is loaded with the first such task. */
const tasks = {
  check: async () => (await import('../check/check-task.ts')).checkTask,
  checkFile: async () => (await import('../subject/file-task.ts')).fileTask,
  configuration: async () => (await import('../analysis/configuration-task.ts')).configurationTask,
  fuzz: async () => (await import('../fuzz/fuzz-task.ts')).fuzzTask,
  mutants: async () => (await import('../mutants/mutants-task.ts')).mutantsTask,
  paper: async () => (await import('../evaluation/paper-task.ts')).paperTask,
  prove: async () => (await import('../prove/prove-task.ts')).proveTask,
  qemu: async () => (await import('../evaluation/qemu-task.ts')).qemuTask,
  shrinkMap: async () => (await import('../analysis/shrink-map-task.ts')).shrinkMapTask,
  simulate: async () => (await import('../simulate/simulate-task.ts')).simulateTask,
} as const;

export type TaskName = keyof typeof tasks;
type TaskCode<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;
export type TaskInput<Name extends TaskName> = Parameters<TaskCode<Name>>[0];
export type TaskAnswer<Name extends TaskName> = Awaited<ReturnType<TaskCode<Name>>>;

/** What is sent to a thread. */
export interface NamedTask {
  readonly name: TaskName;
  readonly input: unknown;
}

/** The entry of every worker thread of the command line. */
export default async function work({ name, input }: NamedTask): Promise<unknown> {
  const code = (await tasks[name]()) as (given: unknown) => unknown;
  return code(input);
}
