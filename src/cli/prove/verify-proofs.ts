import { replayTrace } from '../../analysis/counterexamples/replay-trace.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { requireModelled } from '../../analysis/proving/not-modelled.ts';
import type { ProofEntry } from '../../analysis/proving/proof-entry.ts';
import type { ProofTask } from '../../analysis/proving/proof-task.ts';
import { recheckProof } from '../../analysis/proving/recheck-proof.ts';
import { InputError } from '../../foundation/input-error.ts';
import { hazardsName } from '../../report/page/names.ts';
import type { ProveResults } from '../../report/prove-results.ts';
import { grouped } from '../terminal/text.ts';

/**
 * Checks again what a file of `prove` claims: every proof by a plain search, every refutation by running it again.
 * Prints a line for each. Throws `InputError('data')` where the file claims what is not so.
 */
export function verifyProofs({ results }: ProveResults, file: string, maxStates: number): void {
  for (const [index, entry] of results.entries()) {
    const { scenario, verdict, properties } = entry;
    const where = `${scenario.design}, ${hazardsName(scenario.hazards)}`;
    const task = taskOf(entry, `${file}: at results.${index}`);
    const again = recheckProof(task, entry, maxStates);
    const [difference] = again.differences;
    if (difference !== undefined) {
      throw new InputError('data', `${file}: at results.${index} (${where}): ${difference}`);
    }
    let runs = 0;
    for (const { refutation } of properties) {
      if (refutation === undefined) continue;
      const scope = parseScope(refutation.scope);
      replayTrace(scenarioSystem({ ...task, scope }), refutation.trace, file);
      runs++;
    }
    const states = grouped(again.states);
    const reported = again.isWhole
      ? `confirmed on all ${states} abstract states`
      : `nothing contradicts it in the nearest ${states} abstract states`;
    const repeated = runs === 0 ? '' : `; ${runs} real ${runs === 1 ? 'run' : 'runs'} repeated`;
    console.log(`${where}: ${verdict}: ${reported}${repeated}`);
  }
}

/** The task that an entry names; what it says beside that must be what the names mean. */
function taskOf({ scenario }: ProofEntry, place: string): ProofTask {
  try {
    const { name: designName, design } = parseDesign(scenario.design);
    const hazards = parseHazards(scenario.hazards);
    const differing = Object.entries(design).find(
      ([name, value]) => scenario.switches[name] !== value,
    );
    if (differing !== undefined) {
      throw new InputError('data', `the design has ${differing[0]}=${differing[1]}`);
    }
    const task = { designName, design, hazards };
    requireModelled(task);
    return task;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError('data', `${place}.scenario: ${error.message}`);
  }
}
