import { paperRound, type PaperRound } from '../../timing/paper/round.ts';

/** One round of the paper's evaluation, as it is given to a worker. */
export interface PaperTask {
  readonly seed: number;
  /** 0: the values as they are. */
  readonly perturbation: number;
}

/** Runs one round in a worker thread. */
export function paperTask({ seed, perturbation }: PaperTask): PaperRound {
  return paperRound(seed, perturbation);
}
