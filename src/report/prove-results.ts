import type { ProofEntry } from '../analysis/proving/proof-entry.ts';
import type { Tool } from './results.ts';

/** What `skipover prove` leaves behind. */
export interface ProveResults {
  readonly schema: 'skipover-prove/1';
  readonly tool: Tool;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly modelHash: string;
  /** Hazards that were asked for with `--all-hazards` and are not modelled, with the reason. */
  readonly notModelled: Readonly<Record<string, string>>;
  readonly results: readonly ProofEntry[];
}
