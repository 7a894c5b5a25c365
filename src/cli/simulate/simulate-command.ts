import { basename, join } from 'node:path';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import {
  comparatorNames,
  comparators,
  type Comparator,
  type ComparatorName,
} from '../../../models/comparators.ts';
import { InputError } from '../../foundation/input-error.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { matrixDesigns } from '../../../models/matrix.ts';
import { framesFollow } from '../../migration/switchover.ts';
import type { MigrationResults } from '../../report/results.ts';
import { parseDesign, type NamedDesign } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireWritableFile, requireWritableFolder, writeWhole } from '../files/files.ts';
import { migrateAll, type MigrationRun } from './migrate-all.ts';
import { printMigrations, printMigrationSummary } from './migrations-view.ts';
import { advise } from './advise.ts';
import { chooseWorkload } from './simulate-workload.ts';
import type { WorkloadArguments } from './workload-arguments.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface SimulateArguments extends WorkloadArguments {
  readonly design: readonly string[];
  /** Names of comparators: every design is migrated with each of them too. */
  readonly policy?: readonly string[];
  readonly seed?: number;
  readonly repeat?: number;
  /** Show how far the advice holds, with about 20 further migrations. Default: of a VM of up to 4 GiB. */
  readonly sweep?: boolean;
  readonly json?: string;
  /** A part of the main job: prints the figures that decide, and leaves the page to the rest. */
  readonly isPart?: boolean;
  readonly out: string;
  /** When the run began that this migration is part of, ISO 8601. Default: now. */
  readonly since?: string;
}

/** `skipover simulate`. Returns 12 where a migration lost a page or broke another property. */
export async function simulateCommand(given: SimulateArguments): Promise<number> {
  const designs = (given.design.length === 0 ? matrixDesigns : given.design).map(parseDesign);
  const policies = (given.policy ?? []).map(parsePolicy);
  requireWritableFolder(join(given.out, 'results'));
  if (given.json !== undefined) requireWritableFile(given.json);
  const chosen = await chooseWorkload(given);
  const tool = toolOf();
  const startedAt = new Date().toISOString();
  const firstSeed = given.seed ?? 1;
  const seeds = Array.from({ length: given.repeat ?? 1 }, (_, index) => firstSeed + index);
  const { name: file, facts, assumptions, trace } = chosen.draw(firstSeed);
  if (trace !== undefined && policies.includes('balloon')) {
    throw new InputError(
      'usage',
      `--policy balloon: ${file} says which pages were written; no other Eden`,
    );
  }
  const runs = withPolicies(designs, policies);
  const results = await migrateAll(runs, chosen, seeds);
  const name = basename(file);
  const sweep = given.sweep === undefined ? {} : { sweep: given.sweep };
  const advice = await advise({ chosen, runs, results, firstSeed, ...sweep });
  const content: MigrationResults = {
    schema: 'skipover-simulate/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    workload: {
      name,
      kind: chosen.kind,
      facts,
      assumptions: [...assumptions, ...policies.flatMap(assumptionsOf)],
    },
    ...(advice === undefined ? {} : { advice }),
    results,
  };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const result = slug(['simulate', name, ...given.design, ...policies].join('-'));
  writeWhole(join(given.out, 'results', `${result}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  if (given.isPart === true) {
    printMigrationSummary(content);
  } else {
    printMigrations(content);
    const { writePage } = await import('../report/page-file.ts');
    console.log(`Report: ${await writePage(given.out, { since: given.since ?? startedAt })}`);
  }
  const lost = results.some(({ lost: { count }, violations }) => count + violations.length > 0);
  return lost ? exitCodes.safety : exitCodes.ok;
}

function parsePolicy(name: string): ComparatorName {
  const found = comparatorNames.find((each) => each === name);
  if (found !== undefined) return found;
  throw unknownName('policy', name, { allowed: comparatorNames });
}

/** Each design as it is, and with each policy. */
function withPolicies(
  designs: readonly NamedDesign[],
  policies: readonly ComparatorName[],
): MigrationRun[] {
  return designs.flatMap(({ name, design }) => [
    { name, design },
    ...policies.map((policy): MigrationRun => {
      const comparator: Comparator = comparators[policy];
      const changed = { ...design, ...comparator.switches };
      if (comparator.frames !== undefined && framesFollow(changed)) {
        throw new InputError(
          'configuration',
          `--policy ${policy}: under ${name} frames follow the VM, and are sent as they are`,
        );
      }
      return { name: `${name}+${policy}`, design: changed, comparator };
    }),
  ]);
}

function assumptionsOf(policy: ComparatorName): string[] {
  return comparators[policy].assumptions.map((text) => `${policy}: ${text}`);
}
