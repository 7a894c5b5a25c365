import { join } from 'node:path';
import { hazardNames } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { undroppedAssumptions } from '../analysis/assumption-sets.ts';
import { blame, type Blame, type BlameCell, type DesignBlame } from '../analysis/blame.ts';
import { modelHash } from '../analysis/model-hash.ts';
import type { WorldResult } from '../analysis/world.ts';
import { assumptionsView, undroppedView } from './assumptions-view.ts';
import { parseScope } from '../analysis/sized-scope.ts';
import { parseDesign, parseHazards } from './design-argument.ts';
import { exitCodes } from './exit-codes.ts';
import { requireResultPlace, saveResult } from './result-file.ts';
import { slug } from './text.ts';
import { toolOf } from './version.ts';
import { withWorldPool } from './world-pool.ts';
import type { SavedRun } from '../report/results.ts';
import { plainWorld, saveRun, type WorldRun } from './world-trace.ts';

export interface AssumptionsArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly maxStates: number;
  readonly maxSeconds: number;
  readonly json?: string;
  readonly out: string;
}

const allDesigns = ['xen', 'published', 'rewalk', 'hardened'];

/**
 * `skipover assumptions`. It finds out, it does not judge: 0 where every world of at most one hazard was
 * decided for every design, else 20.
 */
export async function assumptionsCommand(given: AssumptionsArguments): Promise<number> {
  const designs = (given.design.length === 0 ? allDesigns : given.design).map(parseDesign);
  const hazards = given.hazard.length === 0 ? hazardNames : parseHazards(given.hazard);
  const scope = given.scope === undefined ? undefined : parseScope(given.scope);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const { maxStates, maxSeconds } = given;
  const tool = toolOf();
  const from = { tool, modelHash: modelHash(tool.version) };
  const results: object[] = [];
  let decided = true;
  for (const candidate of designs) {
    const found = await withWorldPool({ maxStates, maxSeconds }, (examiner) =>
      blame(examiner, {
        candidate,
        hazards,
        scopes: scope === undefined ? [scopes.quick, scopes.small] : [scope],
        lastEffort: 8,
        pairScope: scope ?? scopes.small,
      }),
    );
    const files = new Map<object, SavedRun>();
    const save = (run: WorldRun): SavedRun => {
      const saved = files.get(run.trace) ?? saveRun(join(given.out, 'traces'), run, from);
      files.set(run.trace, saved);
      return saved;
    };
    results.push(plainBlame(found, save));
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

function isDecided({ all, notBegun }: DesignBlame): boolean {
  const rest = [...all.open, ...notBegun];
  return rest.every(({ hazards }) => hazards.length > 1);
}

function plainBlame(found: DesignBlame, save: (run: WorldRun) => SavedRun): object {
  const { candidate, cells, all, properties, ordinaryFailures, notBegun } = found;
  const plain = ({ brokenBy, survives, open, assumptions, ...told }: Blame): object => ({
    ...told,
    assumptions: assumptions ?? null,
    brokenBy: brokenBy.map(({ world, trace }) => ({
      world: plainWorld(world),
      counterexample: save({ candidate, world, trace }),
    })),
    survives: survives.map(plainWorld),
    open: open.map(plainWorld),
  });
  return {
    design: { name: candidate.name, switches: candidate.design },
    cells: cells.map(plainCell),
    all: plain(all),
    properties: properties.map(plain),
    ordinaryFailures: ordinaryFailures.map(({ trace, removedBy }) => ({
      counterexample: save({ candidate, world: cells[0]!.world, trace }),
      removedBy,
    })),
    notBegun: notBegun.map(plainWorld),
  };
}

function plainCell({ world, result, idle }: BlameCell): object {
  const { failures: _, ...told }: WorldResult = result;
  return { world: plainWorld(world), idle, ...told };
}
