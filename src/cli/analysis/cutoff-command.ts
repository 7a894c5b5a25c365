import {
  findCutOff,
  type CutOff,
  type CutOffRound,
  type Growth,
} from '../../analysis/cutoff/cutoff.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { boundNames } from '../../../models/scope.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { hazardsName } from '../../report/page/names.ts';
import { StatusLine } from '../terminal/progress.ts';
import { requireResultPlace, saveResult } from '../files/result-file.ts';
import { grouped, slug, styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

export interface CutoffArguments {
  readonly design: string;
  readonly hazard: readonly string[];
  readonly scope: string;
  readonly grow: readonly string[];
  readonly maxStates: number;
  readonly maxSeconds: number;
  readonly json?: string;
  readonly out: string;
}

/** `skipover cutoff`. Returns the exit code: 20 where a budget ended it before nothing new appeared. */
export async function cutoffCommand(given: CutoffArguments): Promise<number> {
  const { name: designName, design } = parseDesign(given.design);
  const hazards = given.hazard.length === 0 ? [] : parseHazards(given.hazard);
  const start: Scenario = { designName, design, hazards, scope: parseScope(given.scope) };
  const growths = given.grow.map(parseGrowth);
  requireResultPlace(given);
  const startedAt = new Date().toISOString();
  const began = performance.now();
  const secondsSince = (): number => (performance.now() - began) / 1000;
  const status = new StatusLine();
  const found = findCutOff(start, {
    ...(growths.length === 0 ? {} : { growths }),
    maxStates: given.maxStates,
    stop: () => secondsSince() > given.maxSeconds,
    onTrial: (scope) => status.show(`scope ${scope}`),
  });
  status.clear();
  const seconds = Number(secondsSince().toFixed(3));
  const tool = toolOf();
  const results = {
    schema: 'skipover-cutoff/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    design: designName,
    maxStates: given.maxStates,
    seconds,
    ...found,
  };
  print(start, found);
  const name = ['cutoff', given.design, ...hazards, given.scope, ...growths].map(slug).join('-');
  await saveResult(results, slug(name), given);
  console.log(conclusion(found, given));
  return found.end === 'settled' ? exitCodes.ok : exitCodes.inconclusive;
}

/** Characters of an example. */
const exampleMax = 90;

function parseGrowth(text: string): Growth {
  const allowed: readonly Growth[] = [...boundNames, 'applications'];
  const found = allowed.find((each) => each === text);
  if (found !== undefined) return found;
  throw unknownName('bound', text, { allowed });
}

function print(start: Scenario, { rounds }: CutOff): void {
  for (const round of rounds) {
    const where = `${start.designName}, ${hazardsName(round.hazards)}`;
    console.log(styled('bold', `${where}, larger than ${round.from}`));
    console.log(
      `${table([[['bound'], ['new'], ['states'], ['for instance']], ...rowsOf(round)])}\n`,
    );
  }
}

function rowsOf({ trials, adopted }: CutOffRound): string[][][] {
  return trials.map(({ grown, fresh, states, isWhole }) => [
    [`${grown} + 1${grown === adopted ? ' (taken over)' : ''}`],
    [`${fresh.length}`],
    [`${grouped(states)}${isWhole ? '' : ', cut'}`],
    [shortened(fresh[0] ?? '')],
  ]);
}

function shortened(behaviour: string): string {
  return behaviour.length <= exampleMax ? behaviour : `${behaviour.slice(0, exampleMax - 3)}...`;
}

function conclusion(
  { end, scope, hazards, behaviours }: CutOff,
  { maxSeconds }: CutoffArguments,
): string {
  const configuration = hazards.length === 0 ? '' : `, ${hazardsName(hazards)}`;
  const so = `${grouped(behaviours)} behaviours up to ${scope}${configuration}`;
  switch (end) {
    case 'settled':
      return styled('bold', `${so}; no bound, made larger by one, shows another`);
    case 'cut':
      return styled('bold', `${so}; none new beyond, but searches were cut: --max-states`);
    case 'stopped':
      return styled('bold', `${so}; not settled after ${maxSeconds} s: --max-seconds`);
  }
}
