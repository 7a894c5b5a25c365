import { join } from 'node:path';
import { hazardNames } from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import { undroppedAssumptions } from '../../analysis/assumptions/assumption-sets.ts';
import {
  minimalAssumptions,
  type PropertyAssumptions,
  type AssumptionsCell,
  type DesignAssumptions,
} from '../../analysis/assumptions/minimal-assumptions.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import type { ConfigurationResult } from '../../analysis/matrix/configuration.ts';
import { assumptionsView, undroppedView } from './assumptions-view.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { withConfigurationPool } from './configuration-pool.ts';
import type { SavedRun } from '../../report/results.ts';
import { plainConfiguration, saveRun, type ConfigurationRun } from './configuration-trace.ts';

export interface AssumptionsArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly maxStates: number;
  readonly maxSeconds: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
  readonly json?: string;
  readonly out: string;
}

const allDesigns = ['xen', 'published', 'rewalk', 'hardened'];

/**
 * `skipover assumptions`. It finds out, it does not judge: 0 where every configuration of at most one hazard was
 * decided for every design, else 20.
 */
export async function assumptionsCommand(given: AssumptionsArguments): Promise<number> {
  const designs = (given.design.length === 0 ? allDesigns : given.design).map(parseDesign);
  const hazards = given.hazard.length === 0 ? hazardNames : parseHazards(given.hazard);
  const scope = given.scope === undefined ? undefined : parseScope(given.scope);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const { maxStates, maxSeconds, queue } = given;
  const budget = { maxStates, maxSeconds, ...(queue === undefined ? {} : { queue }) };
  const tool = toolOf();
  const from = { tool, modelHash: modelHash(tool.version) };
  const results: object[] = [];
  let decided = true;
  for (const candidate of designs) {
    const found = await withConfigurationPool(budget, (checker) =>
      minimalAssumptions(checker, {
        candidate,
        hazards,
        scopes: scope === undefined ? [scopes.quick, scopes.small] : [scope],
        lastEffort: 8,
        pairScope: scope ?? scopes.small,
      }),
    );
    const files = new Map<object, SavedRun>();
    const save = (run: ConfigurationRun): SavedRun => {
      const saved = files.get(run.trace) ?? saveRun(join(given.out, 'traces'), run, from);
      files.set(run.trace, saved);
      return saved;
    };
    results.push(plainAssumptions(found, save));
    console.log(assumptionsView(found));
    console.log(`${files.size} counterexamples saved in ${join(given.out, 'traces')}\n`);
    decided &&= isDecided(found);
  }
  console.log(undroppedView());
  const content = {
    schema: 'skipover-assumptions/1',
    ...from,
    startedAt,
    maxStates,
    maxSeconds,
    undropped: undroppedAssumptions(),
    results,
  };
  const name = ['assumptions', ...given.design, ...given.hazard, given.scope ?? ''];
  await saveResult(content, slug(name.filter((part) => part !== '').join('-')), given);
  return decided ? exitCodes.ok : exitCodes.inconclusive;
}

function isDecided({ all, notBegun }: DesignAssumptions): boolean {
  const rest = [...all.open, ...notBegun];
  return rest.every(({ hazards }) => hazards.length > 1);
}

function plainAssumptions(
  found: DesignAssumptions,
  save: (run: ConfigurationRun) => SavedRun,
): object {
  const { candidate, cells, all, properties, baselineFailures, notBegun } = found;
  const plain = ({
    brokenBy,
    survives,
    open,
    assumptions,
    ...reported
  }: PropertyAssumptions): object => ({
    ...reported,
    assumptions: assumptions ?? null,
    brokenBy: brokenBy.map(({ configuration, trace }) => ({
      configuration: plainConfiguration(configuration),
      counterexample: save({ candidate, configuration, trace }),
    })),
    survives: survives.map(plainConfiguration),
    open: open.map(plainConfiguration),
  });
  return {
    design: { name: candidate.name, switches: candidate.design },
    cells: cells.map(plainCell),
    all: plain(all),
    properties: properties.map(plain),
    baselineFailures: baselineFailures.map(({ trace, removedBy }) => ({
      counterexample: save({ candidate, configuration: cells[0]!.configuration, trace }),
      removedBy,
    })),
    notBegun: notBegun.map(plainConfiguration),
  };
}

function plainCell({ configuration, result, idle }: AssumptionsCell): object {
  const { failures: _, ...reported }: ConfigurationResult = result;
  return { configuration: plainConfiguration(configuration), idle, ...reported };
}
