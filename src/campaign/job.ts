import { createHash } from 'node:crypto';

/** One piece of work that any machine can do: a cell with its budget. `task` is plain JSON. */
export interface Job {
  /** Which worker does it. */
  readonly kind: string;
  readonly task: unknown;
}

/** What an answer depends on beside its job. */
export interface Identity {
  readonly tool: { readonly name: 'skipover'; readonly version: string };
  readonly modelHash: string;
  /** SHA-256 of the built program: what named guards and actions do is code. */
  readonly program: string;
}

type Program = Pick<Identity, 'modelHash' | 'program'>;

/** Whether both are the same model and the same code: only then are their jobs and answers the same. */
export function isSameProgram(one: Program, other: Program): boolean {
  return one.modelHash === other.modelHash && one.program === other.program;
}

/** How a program is named in a refusal: `model 1a2b, code 3c4d`. */
export function programName({ modelHash, program }: Program): string {
  return `model ${modelHash}, code ${program}`;
}

/**
 * The name of a job and of its answer: a SHA-256 over the job and the program. Equal keys mean equal answers, but for
 * times, so an answer may be stored twice and shared by campaigns.
 */
export function jobKey({ kind, task }: Job, { modelHash, program }: Identity): string {
  const content = canonical({ kind, task, modelHash, program });
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : each,
  );
}
