/** Whether a fact is in the recording, follows from what is there, or was taken for granted. */
export type Basis = 'logged' | 'derived' | 'assumed';

/** One sentence about a workload. */
export interface Fact {
  readonly text: string;
  readonly basis: Basis;
}

/** Facts of one basis. */
export function factsOf(basis: Basis, texts: readonly string[]): Fact[] {
  return texts.map((text) => ({ text, basis }));
}
