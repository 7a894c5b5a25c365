import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Scenario } from '../../migration/scenario.ts';
import type { CheckOutcome } from './check-task.ts';

/** The entry of a search in a thread; of one that died of memory, that nothing is known. Throws what it was refused for. */
export async function entryOfThread(
  running: Promise<CheckOutcome>,
  scenario: Scenario,
): Promise<CheckEntry> {
  let outcome: CheckOutcome;
  try {
    outcome = await running;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    return outOfMemoryEntry(scenario);
  }
  if ('refused' in outcome) throw new InputError(outcome.refused.kind, outcome.refused.message);
  return outcome.entry;
}

/**
 * The entry of a search whose thread died of memory, and a line that says so. What it had found died with it, so the
 * entry is that of the initial state and its successors: inconclusive.
 */
function outOfMemoryEntry(scenario: Scenario): CheckEntry {
  const { designName, hazards } = scenario;
  const where = [designName, ...hazards].join(', ');
  console.error(
    `skipover: ${where}: its thread ran out of memory; inconclusive (try --store fingerprint, or --checkpoint)`,
  );
  const entry = entryFor(scenario, { maxDepth: 1, liveness: false });
  const frontier = entry.ended?.frontier ?? 0;
  return { ...entry, ended: { reason: 'maxMemory', frontier }, seconds: 0 };
}
