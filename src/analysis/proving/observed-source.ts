import type { System } from '../../system/system.ts';
import { observedMigration, provedCapacities } from './observe-migration.ts';
import type { ProofTask } from './proof-task.ts';

/** The abstract system of a proof alone: how a thread that helps in a search builds it. */
export function systemOfProof(task: ProofTask): System {
  return observedMigration(task, provedCapacities(task)).system;
}
