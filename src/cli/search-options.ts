import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Reduction } from '../checking/verdict.ts';
import { InputError } from '../foundation/input-error.ts';
import { requireWritableFolder } from './files.ts';
import { positiveNumber, positiveWholeNumber } from './quantities.ts';

/** How a search is bounded, remembered, shared out and written down: as given on the command line. */
export interface SearchArguments {
  /** Judges runs that go on for ever too. */
  readonly liveness?: boolean;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxDepth?: number;
  /** MiB. */
  readonly maxMemory?: number;
  readonly finish?: 'first' | 'all';
  readonly counterexamples?: number;
  readonly visited?: 'exact' | 'fingerprint' | 'bloom';
  readonly workers?: number;
  readonly reduce?: readonly Reduction[];
  readonly checkpoint?: string;
  /** Seconds. */
  readonly checkpointEvery?: number;
  readonly resume?: string;
}

/** Shards of a search: more workers would have nothing to do. */
const workersMax = 8;

function workersArgument(text: string): number {
  const value = positiveWholeNumber(text);
  if (value <= workersMax) return value;
  throw new InvalidArgumentError(`expected a whole number from 1 to ${workersMax}.`);
}

const reductions: readonly Reduction[] = ['symmetry', 'dead', 'order'];

function reduceArgument(text: string): readonly Reduction[] {
  if (text === 'none') return [];
  const names = text.split(',');
  const known = reductions.filter((each) => names.includes(each));
  if (known.length === names.length) return known;
  throw new InvalidArgumentError(
    `expected none, or some of ${reductions.join(', ')}, with commas.`,
  );
}

/** Adds the options of a search to a command. */
export function addSearchOptions(command: Command): Command {
  const number = positiveWholeNumber;
  return command
    .option('--max-states <number>', 'end a search at the level with this many states', number)
    .option(
      '--max-seconds <number>',
      'end a search at the first level after this long',
      positiveNumber,
    )
    .option('--max-depth <number>', 'end a search when all states so near are found', number)
    .option('--max-memory <MiB>', 'end a search before its states need more', number)
    .addOption(
      new Option('--finish <when>', 'end at the first violation').choices(['first', 'all']),
    )
    .option('--counterexamples <number>', 'per kind of failure, of different last steps', number)
    .addOption(
      new Option('--visited <what>', 'what is remembered of a state').choices([
        'exact',
        'fingerprint',
        'bloom',
      ]),
    )
    .option('--workers <number>', 'threads for one search', workersArgument)
    .option(
      '--reduce <what>',
      'symmetry (default), dead, order, with commas, or none',
      reduceArgument,
    )
    .option('--checkpoint <dir>', 'write the search down there: one cell at a time')
    .option('--checkpoint-every <seconds>', 'how often (default: 60)', positiveNumber)
    .option('--resume <dir>', 'take up the search that was written down there');
}

/** Refuses what contradicts itself, before any work is done. `cells`: searches that are asked for. */
export function requireSearchOptions(given: SearchArguments, cells: number): void {
  const { checkpoint, checkpointEvery, resume, reduce = [], liveness, workers = 1 } = given;
  if ((checkpoint ?? resume) !== undefined && cells !== 1) {
    throw new InputError(
      'usage',
      `--checkpoint and --resume are for one search, and this is ${cells}: name one --design, and the --hazard and --scope of the search`,
    );
  }
  if (checkpointEvery !== undefined && checkpoint === undefined) {
    throw new InputError('usage', '--checkpoint-every needs --checkpoint');
  }
  if (reduce.length > 0 && liveness === true) {
    throw new InputError('usage', '--reduce is not for --liveness: none keeps every fair run');
  }
  if (reduce.some((each) => each !== 'symmetry')) {
    const refused = ['--checkpoint', '--resume', '--workers'].filter(
      (_, at) => [checkpoint !== undefined, resume !== undefined, workers > 1][at],
    );
    if (refused.length > 0) {
      const what = refused.join(' and ');
      throw new InputError(
        'usage',
        `--reduce dead and order do not go with ${what}: every access is recorded, in one thread`,
      );
    }
  }
  if (checkpoint !== undefined) requireWritableFolder(checkpoint);
}

/** Threads of one search: one, unless more are asked for; two are half as fast again, where both cores are free. */
export function workersFor({ workers = 1 }: SearchArguments): number {
  return workers;
}
