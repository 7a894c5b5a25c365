import { observedFamilies } from '../../../properties/every-size/all.ts';
import { capacityProperty } from '../../../properties/every-size/capacity.ts';
import { searchNaively } from '../matrix/plain-search.ts';
import type { Recheck } from '../matrix/recheck.ts';
import { observedMigration, provedCapacities } from './observe-migration.ts';
import { rollUpProofs, type ProofEntry } from './proof-entry.ts';
import type { ProofTask } from './proof-task.ts';

/**
 * Checks again what a proof claims, by a search that shares nothing with the engine but the abstract system and its
 * properties: states in full, in a `Map`, steps by the table of transitions instead of generated code. It does not
 * compare the executor with the abstract system: `prove` does. Ends with the level in which `maxStates` are
 * passed; then a proof is not confirmed, and only what lies within is compared.
 */
export function recheckProof(task: ProofTask, entry: ProofEntry, maxStates: number): Recheck {
  const { system } = observedMigration(task, provedCapacities(task));
  const { distances, transitions, shortest, exercised, frontier } = searchNaively(
    system,
    maxStates,
  );
  const isWhole = frontier === 0 && entry.ended === undefined;
  const differences: string[] = [];
  const compare = (what: string, said: unknown, is: unknown): void => {
    if (said !== is) differences.push(`${what}: ${String(said)} written, ${String(is)} found`);
  };
  compare('verdict', entry.verdict, rollUpProofs(entry.properties.map(({ verdict }) => verdict)));
  if (isWhole) {
    compare('states', entry.states, distances.size);
    compare('transitions', entry.transitions, transitions);
  }
  const failures = [...shortest].map(([kind, steps]) => ({ id: kind.split(':')[0]!, steps }));
  const judged = new Set(entry.properties.map(({ id }) => id));
  const asked = new Set(system.properties.map(({ id }) => id));
  for (const { id } of observedFamilies) compare(`${id} judged`, judged.has(id), asked.has(id));
  for (const { id, verdict, abstractRun } of entry.properties) {
    const steps = failures.filter((each) => each.id === id).map((each) => each.steps);
    if (abstractRun !== undefined) {
      compare(`steps to a failure of ${id}`, abstractRun.steps.length, Math.min(...steps));
    } else if (verdict === 'proved') {
      compare(`failures of ${id}`, 0, steps.length);
      if (isWhole) compare(`exercised ${id}`, true, exercised.has(id));
    }
  }
  const overflows = failures.some(({ id }) => id === capacityProperty);
  if (entry.verdict === 'proved') {
    compare('messages that a queue does not hold', false, overflows);
    // A search that ended early proves nothing.
    compare('states left', 0, entry.ended?.frontier ?? 0);
  }
  return { states: distances.size, isWhole, differences };
}
