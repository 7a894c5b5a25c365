import { join } from 'node:path';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import {
  quantify,
  type Measured,
  type Quantified,
} from '../../analysis/cost-bounds/cost-bounds.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes, worst } from '../exit-codes.ts';
import { hazardsName } from '../../report/page/names.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { grouped, slug, styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface CostBoundsArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  readonly scope: string;
  readonly maxStates?: number;
  readonly json?: string;
  readonly out: string;
}

const designsMeasured = ['xen', 'published', 'hardened'] as const;

/** One design's quantities as they are printed. */
export interface CostBoundsEntry extends Quantified {
  readonly scenario: Readonly<Record<'design' | 'scope', string>> & {
    readonly switches: Readonly<Record<string, string>>;
    readonly hazards: readonly string[];
  };
  readonly bounds: Readonly<Record<string, number | string>>;
  readonly seconds: number;
}

/** `skipover cost-bounds`. Returns the exit code: 15 where a limit is passed, 20 without values. */
export async function costBoundsCommand(given: CostBoundsArguments): Promise<number> {
  const chosen = (given.design.length === 0 ? designsMeasured : given.design).map(parseDesign);
  const hazards = given.hazard.length === 0 ? [] : parseHazards(given.hazard);
  const scope = parseScope(given.scope);
  requireResultPlace(given);

  const tool = toolOf();
  const startedAt = new Date().toISOString();
  const entries = chosen.map(({ name: designName, design }) => {
    const entry = entryOf({ designName, design, hazards, scope }, given.maxStates);
    print(entry);
    return entry;
  });
  const head = { schema: 'skipover-cost-bounds/1', tool, startedAt };
  const results = { ...head, modelHash: modelHash(tool.version), results: entries };
  const isLimited = given.maxStates === undefined ? [] : ['limited'];
  const name = ['cost-bounds', ...given.design, ...hazards, given.scope, ...isLimited].map(slug);
  const file = join(given.out, 'results', `${slug(name.join('-'))}.json`);
  await saveResult(results, slug(name.join('-')), given);
  const hasValues = entries.every(({ ended }) => ended === undefined);
  const schedules = 'Every value is attained by a schedule, which was run again';
  console.log(`${hasValues ? schedules : 'A budget ended a search'}: ${file}`);
  return worst(entries.map(codeOf));
}

function entryOf(scenario: Scenario, maxStates: number | undefined): CostBoundsEntry {
  const start = performance.now();
  const found = quantify(scenario, maxStates === undefined ? {} : { maxStates });
  const { designName, design, hazards, scope } = scenario;
  const { name: _name, title: _title, ...bounds } = scope;
  return {
    scenario: { design: designName, switches: design, hazards, scope: scope.name },
    bounds,
    ...found,
    seconds: Number(((performance.now() - start) / 1000).toFixed(3)),
  };
}

function codeOf({ ended, quantities }: CostBoundsEntry): number {
  if (ended !== undefined) return exitCodes.inconclusive;
  return quantities.some(({ limit }) => limit?.holds === false)
    ? exitCodes.threshold
    : exitCodes.ok;
}

function print({
  scenario,
  quantities,
  states,
  seconds,
  unasked = {},
  ended,
}: CostBoundsEntry): void {
  const where = `${scenario.design}, ${hazardsName(scenario.hazards)}, scope ${scenario.scope}`;
  console.log(styled('bold', where));
  if (ended !== undefined) {
    const left = `${grouped(ended.frontier)} states not expanded`;
    console.log(`  no values: ended by ${ended.reason}, ${left}\n`);
    return;
  }
  const header = [[''], ['least'], ['most'], [''], ['limit']];
  console.log(table([header, ...quantities.map(rowOf)]));
  for (const [id, reason] of Object.entries(unasked)) console.log(`  ${id}: not asked: ${reason}`);
  console.log(`  ${grouped(states)} states in ${seconds} s; among runs that terminate\n`);
}

function rowOf({ title, unit, best, worst: most, limit }: Measured): string[][] {
  const shown = (value: number | undefined): string[] => [
    value === undefined ? 'unbounded' : String(value),
  ];
  const sign = limit?.holds === true ? '✓' : '✗';
  const limits = limit === undefined ? '' : `${limit.property} at most ${limit.most} ${sign}`;
  return [[`  ${title}`], shown(best.value), shown(most.value), [unit], [limits]];
}
