import { agentMutants } from './agent.ts';
import { bookMutants } from './books.ts';
import { daemonMutants } from './daemon.ts';
import { epochMutants } from './epochs.ts';
import { equivalentMutants } from './equivalent.ts';
import { lkmMutants } from './lkm.ts';
import type { Mutant } from './mutant.ts';
import { notifierMutants } from './notifier.ts';
import { offByOneMutants } from './off-by-one.ts';
import { pairs } from './pairs.ts';
import { postCopyMutants } from './post-copy.ts';
import { reportedMutants } from './reported.ts';
import { rowMutants } from './rows.ts';
import { twoAppsMutants } from './two-apps.ts';

/** Every mutant of the protocol, by theme. */
export const mutants: readonly Mutant[] = [
  ...pairs,
  ...daemonMutants,
  ...lkmMutants,
  ...agentMutants,
  ...notifierMutants,
  ...epochMutants,
  ...twoAppsMutants,
  ...postCopyMutants,
  ...reportedMutants,
  ...rowMutants,
  ...bookMutants,
  ...offByOneMutants,
  ...equivalentMutants,
];
