import { basename, join } from 'node:path';
import { modelHash } from '../analysis/model-hash.ts';
import {
  comparatorNames,
  comparators,
  type Comparator,
  type ComparatorName,
} from '../../models/comparators.ts';
import { InputError } from '../foundation/input-error.ts';
import { matrixDesigns } from '../../models/matrix.ts';
import { framesFollow } from '../migration/switchover.ts';
import type { MigrationResults } from '../report/results.ts';
import { adviceFor, type Advice } from '../timing/advice.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import { parseDesign, type NamedDesign } from './design-argument.ts';
import { exitCodes } from './exit-codes.ts';
import { requireWritableFile, requireWritableFolder, writeWhole } from './files.ts';
import { migrateAll, type MigrationRun } from './migrate-all.ts';
import { printMigrations } from './migrations-view.ts';
import {
  chooseWorkload,
  type ChosenWorkload,
  type WorkloadArguments,
} from './simulate-workload.ts';
import { slug } from './text.ts';
import { toolOf } from './version.ts';

export interface SimulateArguments extends WorkloadArguments {
  readonly design: readonly string[];
  /** Names of comparators: every design is migrated with each of them too. */
  readonly policy?: readonly string[];
  readonly seed?: number;
  readonly repeat?: number;
  readonly json?: string;
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
  const chosen = chooseWorkload(given);
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
  const results = await migrateAll(withPolicies(designs, policies), chosen, seeds);
  const name = basename(file);
  const advice = adviceOn(chosen, designs, results);
  const content: MigrationResults = {
    schema: 'skipover-simulate/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    workload: { name, facts, assumptions: [...assumptions, ...policies.flatMap(assumptionsOf)] },
    ...(advice === undefined ? {} : { advice }),
    results,
  };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const result = slug(['simulate', name, ...given.design, ...policies].join('-'));
  writeWhole(join(given.out, 'results', `${result}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  printMigrations(content);
  const { writePage } = await import('./page-file.ts');
  console.log(`Report: ${await writePage(given.out, { since: given.since ?? startedAt })}`);
  const lost = results.some(({ lost: { count }, violations }) => count + violations.length > 0);
  return lost ? exitCodes.safety : exitCodes.ok;
}

function parsePolicy(name: string): ComparatorName {
  const found = comparatorNames.find((each) => each === name);
  if (found !== undefined) return found;
  throw new InputError(
    'configuration',
    `unknown policy '${name}'; allowed: ${comparatorNames.join(', ')}`,
  );
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

/** For a recording migrated with and without assistance: whether it helps. The last assisted design
 * named is the one that is advised on. */
function adviceOn(
  chosen: ChosenWorkload,
  designs: readonly NamedDesign[],
  results: readonly MigrationMetrics[],
): Advice | undefined {
  const found = (assisted: boolean): MigrationMetrics | undefined => {
    const named = designs.findLast(({ design }) => (design.assistance !== 'none') === assisted);
    return results.find(({ design }) => design === named?.name);
  };
  const [xen, assisted] = [found(false), found(true)];
  if (!chosen.isRecorded || xen === undefined || assisted === undefined) return undefined;
  return adviceFor({ xen, assisted, workload: chosen.draw(assisted.seed) });
}
