import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import type { Identity } from '../../campaign/job.ts';
import { packageFolder } from '../files/files.ts';
import { toolOf } from '../version.ts';

let identity: Omit<Identity, 'program'> | undefined;

/** Version and model of this program. */
export function identityOfProgram(): Omit<Identity, 'program'> {
  if (identity !== undefined) return identity;
  const tool = toolOf();
  identity = { tool, modelHash: modelHash(tool.version) };
  return identity;
}

/** The same with a hash over the code that decides an answer, which the build has written. */
export function fullIdentity(): Identity {
  const program = readFileSync(join(packageFolder(), 'dist/code-hash.txt'), 'utf8').trim();
  return { ...identityOfProgram(), program };
}
