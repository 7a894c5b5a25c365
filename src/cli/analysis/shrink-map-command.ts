import { join } from 'node:path';
import type { Command } from 'commander';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { shrinkScope } from '../../analysis/shrink-map/shrink-scenario.ts';
import type { ShrinkMapResult, ShrinkMapResults } from '../../report/shrink-results.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { exitCodes } from '../exit-codes.ts';
import { requireWritableFile, requireWritableFolder, writeWhole } from '../files/files.ts';
import { hazardsName } from '../../report/page/names.ts';
import type { CommandContext } from '../command-context.ts';
import { positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, withOptions } from '../arguments/options.ts';
import { writePage } from '../report/page-file.ts';
import { StatusLine } from '../terminal/progress.ts';
import type { ShrinkMapTask } from './shrink-map-task.ts';
import { grouped, slug, styled, table } from '../terminal/text.ts';
import { toolOf } from '../version.ts';
import { threadsFor, withWorkers } from '../workers/worker-pool.ts';

interface ShrinkMapArguments {
  readonly design: readonly string[];
  readonly hazard: readonly string[];
  /** The largest shrink, in pages. */
  readonly pages: number;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly json?: string;
  readonly out: string;
}

/** Declares `skipover shrink-map`. */
export function addShrinkMapCommand(program: Command, { finish, out }: CommandContext): void {
  withOptions(program.command('shrink-map'), [
    shared.designs,
    { ...shared.hazards, meaning: 'drop an assumption of the paper; repeatable' },
    {
      flags: '--pages <number>',
      meaning: 'the largest shrink, in pages',
      parse: positiveWholeNumber,
      default: 1,
    },
    { ...shared.maxStates, meaning: 'end a search after this many states' },
    { ...shared.maxSeconds, meaning: 'end a search after this long' },
    shared.json,
    { ...shared.out, meaning: 'where results and the report go' },
  ])
    .description('when may the area shrink? place in the protocol by pages, per design')
    .action(async (given: ShrinkMapArguments) =>
      finish(await shrinkMapCommand({ ...given, out: given.out ?? out() })),
    );
}

/**
 * `skipover shrink-map`: when may the area shrink? 12 where a design loses a page, 20 where a budget
 * ended a search; it is a question, so nothing is declared.
 */
async function shrinkMapCommand(given: ShrinkMapArguments): Promise<number> {
  const chosen = (given.design.length === 0 ? ['published', 'hardened'] : given.design).map(
    parseDesign,
  );
  const hazards = parseHazards(given.hazard);
  requireWritableFolder(join(given.out, 'results'));
  if (given.json !== undefined) requireWritableFile(given.json);
  const startedAt = new Date().toISOString();
  const { maxStates, maxSeconds } = given;
  const results = await mapAll(
    chosen.map(({ name, design }) => ({
      scenario: { designName: name, design, hazards, scope: shrinkScope(given.pages) },
      ...(maxStates === undefined ? {} : { maxStates }),
      ...(maxSeconds === undefined ? {} : { maxSeconds }),
    })),
  );
  const tool = toolOf();
  const content: ShrinkMapResults = {
    schema: 'skipover-shrink-map/1',
    tool,
    startedAt,
    modelHash: modelHash(tool.version),
    results,
  };
  const text = `${JSON.stringify(content)}\n`;
  const name = slug(['shrink-map', ...given.design, ...hazards].join('-'));
  writeWhole(join(given.out, 'results', `${name}.json`), text);
  if (given.json !== undefined) writeWhole(given.json, text);
  for (const result of results) print(result);
  console.log(`Report: ${await writePage(given.out, { since: startedAt })}`);
  return codeOf(results);
}

function codeOf(results: readonly ShrinkMapResult[]): number {
  const outcomes = new Set(results.flatMap(({ cells }) => cells.map(({ outcome }) => outcome)));
  if (outcomes.has('lost')) return exitCodes.safety;
  return results.some(({ ended }) => ended !== undefined) ? exitCodes.inconclusive : exitCodes.ok;
}

async function mapAll(tasks: readonly ShrinkMapTask[]): Promise<ShrinkMapResult[]> {
  const status = new StatusLine();
  status.show(`mapping ${tasks.map(({ scenario }) => scenario.designName).join(', ')}`);
  try {
    return await withWorkers('shrinkMap', threadsFor(tasks.length), (run) =>
      Promise.all(tasks.map((task) => run(task))),
    );
  } finally {
    status.clear();
  }
}

const signs = {
  safe: ['✓ safe', 'green'],
  wasted: ['~ wasted', 'yellow'],
  lost: ['✗ LOST', 'red'],
  stuck: ['⊘ stuck', 'gray'],
  unknown: ['? unknown', 'yellow'],
} as const;

function print({ scenario, cells, states, seconds, ended }: ShrinkMapResult): void {
  const places = [...new Set(cells.map(({ place }) => place))];
  const rangeOf = ({ page, pages }: (typeof cells)[number]): string =>
    pages === 1 ? `page ${page}` : `pages ${page}-${page + pages - 1}`;
  const ranges = [...new Set(cells.map(rangeOf))].toSorted();
  const rows = places.map((place) => [
    [place],
    ...ranges.map((range) => {
      const cell = cells.find((one) => one.place === place && rangeOf(one) === range);
      if (cell === undefined) return ['· never'];
      const [sign, style] = signs[cell.outcome];
      return [styled(style, `${sign} (${cell.run.steps.length} steps)`)];
    }),
  ]);
  const size = `${grouped(states)} states, ${seconds} s`;
  const early = ended === undefined ? '' : `, ended early: ${ended}`;
  console.log(
    `\n${styled('bold', scenario.design)}, ${hazardsName(scenario.hazards)}: which pages may leave, and when (${size}${early})\n`,
  );
  console.log(table([[['place'], ...ranges.map((range) => [range])], ...rows]));
}
