import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { recheck } from '../../analysis/matrix/recheck.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { CheckResults } from '../../report/results.ts';
import type { ProveResults } from '../../report/prove-results.ts';
import { readJson } from '../../input/read-json.ts';
import { exitCodes } from '../exit-codes.ts';
import { hazardsName } from '../../report/page/names.ts';
import { scenarioOf } from '../replay/replay-command.ts';
import { departure } from '../files/schema.ts';
import { verifyProofs } from '../prove/verify-proofs.ts';
import { grouped } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface VerifyArguments {
  /** States of each entry that are searched again, at most. Default: 200,000; all of a proof. */
  readonly maxStates?: number;
}

const statesMax = 200_000;

/**
 * `skipover verify-certificate`: what a file of `check` or `prove` claims, checked again by a plain search. Small
 * scopes and proofs entirely, of others the nearest states. Returns the exit code; throws `InputError('data')`
 * where the file is not one of this version's, or claims what is not so.
 */
export function verifyCertificateCommand(file: string, { maxStates }: VerifyArguments): number {
  const content = readJson(file);
  const isProof = (content as Partial<ProveResults> | null)?.schema === 'skipover-prove/1';
  const kind = isProof ? 'prove' : 'check';
  const wrong = departure(kind, content);
  if (wrong !== undefined) {
    throw new InputError('data', `${file}: not a result of ${kind}: ${wrong}`);
  }
  const results = content as CheckResults | ProveResults;
  const hash = modelHash(toolOf().version);
  if (results.modelHash !== hash) {
    const { modelHash: written } = results;
    throw new InputError('data', `${file}: made by another model (${written}; this is ${hash})`);
  }
  if (results.schema === 'skipover-prove/1') verifyProofs(results, file, maxStates ?? Infinity);
  else verifyChecks(results, file, maxStates ?? statesMax);
  return exitCodes.ok;
}

function verifyChecks({ results }: CheckResults, file: string, maxStates: number): void {
  for (const [index, entry] of results.entries()) {
    const again = recheck(scenarioOf(entry, file), entry, maxStates);
    const where = `${entry.scenario.design}, ${hazardsName(entry.scenario.hazards)}`;
    const [difference] = again.differences;
    if (difference !== undefined) {
      throw new InputError('data', `${file}: at results.${index} (${where}): ${difference}`);
    }
    const states = grouped(again.states);
    const reported = again.isWhole
      ? `confirmed on all ${states} states`
      : `nothing contradicts it in the nearest ${states} states`;
    console.log(`${where}: ${entry.verdict}: ${reported}`);
  }
}
