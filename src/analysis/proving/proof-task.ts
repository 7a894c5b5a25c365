import type { Scope } from '../../../models/scope.ts';
import type { CheckOptions } from '../../checking/check.ts';
import type { Scenario } from '../../migration/scenario.ts';

/** A design under hazards, of no size. */
export type ProofTask = Pick<Scenario, 'designName' | 'design' | 'hazards'>;

export interface ProveOptions {
  /** Default: ends with the level of the first failure; other properties are then inconclusive. */
  readonly search?: Pick<
    CheckOptions,
    | 'finish'
    | 'maxStates'
    | 'maxBytes'
    | 'workers'
    | 'stop'
    | 'onProgress'
    | 'checkpoint'
    | 'resume'
  >;
  /** Concrete states whose steps are compared with the abstraction first. Default: 400. */
  readonly simulatedStates?: number;
  /** Scopes in which a real run is sought where the abstract system fails. */
  readonly scopes?: readonly Scope[];
  /** Concrete states expanded for each frame and page in each scope; see `concretize`. */
  readonly budgets?: readonly number[];
}
