import { join } from 'node:path';
import { designs } from '../../../models/design.ts';
import {
  hazardNames,
  hazards as configurationHazards,
  type HazardName,
} from '../../../models/hazards.ts';
import { scopes } from '../../../models/scope.ts';
import {
  harden,
  type Cell,
  type HardenResult,
  type Necessity,
} from '../../analysis/hardening/harden.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { nameOf } from '../../analysis/hardening/settings.ts';
import type { Candidate, Configuration } from '../../analysis/matrix/configuration.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { deadlockProperty } from '../../system/deadlock.ts';
import { parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { printHardening } from './harden-view.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { slug } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { withConfigurationPool } from '../analysis/configuration-pool.ts';
import type { SavedRun } from '../../report/results.ts';
import {
  plainConfiguration,
  saveRun,
  type ConfigurationRun,
} from '../analysis/configuration-trace.ts';

export interface HardenArguments {
  readonly hazard: readonly string[];
  readonly scope?: string;
  readonly maxStates: number;
  readonly maxSeconds: number;
  /** Other machines do the work: the address of a queue. */
  readonly queue?: string;
  readonly json?: string;
  readonly out: string;
}

/** Budgets for a proof in `small`: the largest configuration has 2.5 million states there. */
const effortInSmall = 8;

/** Settings drawn to try each failurePattern. */
const samples = 12;

/** `skipover harden`. 0 where the frontier was proved under each hazard alone, 11 or 12 where nothing
 * survives one of them, else 20. */
export async function hardenCommand(given: HardenArguments): Promise<number> {
  const chosen = given.hazard.length === 0 ? hazardNames : parseHazards(given.hazard);
  const scope = given.scope === undefined ? undefined : parseScope(given.scope);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const { maxStates, maxSeconds, queue } = given;
  const budget = { maxStates, maxSeconds, ...(queue === undefined ? {} : { queue }) };
  const result = await withConfigurationPool(budget, (checker) =>
    harden(checker, {
      reference: { name: 'hardened', design: designs.hardened },
      singles: scope === undefined ? worldsOf(chosen) : alone(chosen, scope),
      crowds: crowdsOf(chosen, scope ?? scopes.small),
      samples,
      seed: 1,
    }),
  );
  const tool = toolOf();
  const from = { tool, modelHash: modelHash(tool.version) };
  const saved: SavedRun[] = [];
  const save = (run: ConfigurationRun): SavedRun => {
    const reported = saveRun(join(given.out, 'traces'), run, from);
    saved.push(reported);
    return reported;
  };
  const content = {
    schema: 'skipover-harden/1',
    ...from,
    startedAt,
    maxStates,
    maxSeconds,
    ...plainResult(result, save),
  };
  const name = ['harden', ...given.hazard, ...(scope === undefined ? [] : [scope.name])];
  printHardening(
    result,
    saved.map(({ file }) => file),
  );
  await saveResult(content, slug(name.join('-')), given);
  return codeOf(result);
}

function codeOf({ complete, unsurvived }: HardenResult): number {
  if (complete) return exitCodes.ok;
  if (unsurvived.length === 0) return exitCodes.inconclusive;
  return unsurvived.some(({ trace }) => trace.property !== deadlockProperty)
    ? exitCodes.safety
    : exitCodes.deadlock;
}

/** No hazard and each hazard alone: in `small`, which is soon searched completely, and in `quick`. */
function worldsOf(chosen: readonly HazardName[]): Configuration[] {
  const complete = alone(chosen, scopes.small).map((configuration) => ({
    ...configuration,
    effort: effortInSmall,
  }));
  return [...complete, ...alone(chosen, scopes.quick)];
}

function alone(chosen: readonly HazardName[], scope: Configuration['scope']): Configuration[] {
  return [[], ...chosen.map((hazard) => [hazard])].map((hazards) => ({ hazards, scope }));
}

/** Every two hazards, those first that drop the same assumption; then all hazards at once. */
function crowdsOf(chosen: readonly HazardName[], scope: Configuration['scope']): Configuration[] {
  const pairs = chosen.flatMap((one, at) =>
    chosen.slice(at + 1).map((other): readonly HazardName[] => [one, other]),
  );
  const isKin = ([one, other]: readonly HazardName[]): boolean => {
    const drops: readonly string[] = configurationHazards[one!].drops;
    return configurationHazards[other!].drops.some((name) => drops.includes(name));
  };
  const all = chosen.length > 2 ? [chosen] : [];
  const ordered = [...pairs.filter(isKin), ...all, ...pairs.filter((pair) => !isKin(pair))];
  return ordered.map((each) => ({ hazards: each, scope }));
}

/** The result as plain data: scopes by their names, runs by their files. */
function plainResult(result: HardenResult, save: (run: ConfigurationRun) => SavedRun): object {
  const { reference, unsurvived, failurePatterns, sampled, frontier, ...rest } = result;
  const { necessities, mutants, ...counts } = rest;
  return {
    ...counts,
    reference: { design: plainCandidate(reference.candidate), cost: reference.cost },
    unsurvived: unsurvived.map(({ design, configuration, trace }) => {
      const candidate = { name: nameOf(design, designs.hardened, 'hardened'), design };
      return {
        configuration: plainConfiguration(configuration),
        counterexample: save({ candidate, configuration, trace }),
      };
    }),
    failurePatterns: failurePatterns.map(
      ({ configuration, pattern, failing, counterexample }, index) => ({
        configuration: plainConfiguration(configuration),
        pattern,
        samples: { drawn: sampled[index]?.drawn ?? 0, failed: sampled[index]?.failed ?? 0 },
        counterexample: save({ candidate: failing, configuration, trace: counterexample }),
      }),
    ),
    frontier: frontier.map(({ candidate, cost, cells, complete }) => ({
      design: plainCandidate(candidate),
      cost,
      complete,
      cells: cells.map(plainCell),
    })),
    necessities: necessities.map((each) => plainNecessity(each, save)),
    mutants: mutants.map((each) => plainNecessity(each, save)),
  };
}

function plainCandidate({ name, design }: Candidate): object {
  return { name, switches: design };
}

function plainCell({ configuration, ...cell }: Cell): object {
  return { configuration: plainConfiguration(configuration), ...cell };
}

function plainNecessity(
  { fails, ...reported }: Necessity,
  save: (run: ConfigurationRun) => SavedRun,
): object {
  if (fails === undefined) return reported;
  return {
    ...reported,
    fails: { configuration: plainConfiguration(fails.configuration), counterexample: save(fails) },
  };
}
