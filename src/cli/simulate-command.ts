import { basename, join } from 'node:path';
import { modelHash } from '../analysis/model-hash.ts';
import { matrixDesigns } from '../../models/matrix.ts';
import type { MigrationResults } from '../report/results.ts';
import { adviceFor, type Advice } from '../timing/advice.ts';
import type { MigrationMetrics } from '../timing/metrics.ts';
import { parseDesign, type NamedDesign } from './design-argument.ts';
import { exitCodes } from './exit-codes.ts';
import { requireWritableFile, requireWritableFolder, writeWhole } from './files.ts';
import { migrateAll } from './migrate-all.ts';
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
  requireWritableFolder(join(given.out, 'results'));
  if (given.json !== undefined) requireWritableFile(given.json);
  const chosen = chooseWorkload(given);
  const tool = toolOf();
  const startedAt = new Date().toISOString();
  const firstSeed = given.seed ?? 1;
  const seeds = Array.from({ length: given.repeat ?? 1 }, (_, index) => firstSeed + index);
  const results = await migrateAll(designs, chosen, seeds);
  const { name: file, facts, assumptions } = chosen.draw(firstSeed);
  const name = basename(file);
  const advice = adviceOn(chosen, designs, results);
  const content: MigrationResults = {
    schema: 'skipover-simulate/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    workload: { name, facts, assumptions },
    ...(advice === undefined ? {} : { advice }),
    results,
  };
  const text = `${JSON.stringify(content, undefined, 1)}\n`;
  const result = slug(['simulate', name, ...given.design].join('-'));
  writeWhole(join(given.out, 'results', `${result}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  printMigrations(content);
  const { writePage } = await import('./page-file.ts');
  console.log(`Report: ${await writePage(given.out, { since: given.since ?? startedAt })}`);
  const lost = results.some(({ lost: { count }, violations }) => count + violations.length > 0);
  return lost ? exitCodes.safety : exitCodes.ok;
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
