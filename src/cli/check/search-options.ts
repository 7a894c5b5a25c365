import { InvalidArgumentError } from 'commander';
import type { Reduction } from '../../checking/verdict.ts';
import { InputError } from '../../foundation/input-error.ts';
import { requireWritableFolder } from '../files/files.ts';
import { requireMemoryLimit } from './process-memory.ts';
import { memoryArgument, positiveWholeNumber } from '../arguments/numbers.ts';
import { shared, type OptionDeclaration } from '../arguments/options.ts';

/** Limits, store, workers and checkpoints of a search, as given on the command line. */
export interface SearchArguments {
  /** Judges liveness properties too. */
  readonly liveness?: boolean;
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly maxDepth?: number;
  /** MiB. */
  readonly maxMemory?: number;
  readonly finish?: 'first' | 'all';
  readonly counterexamples?: number;
  readonly store?: 'exact' | 'fingerprint' | 'bloom';
  readonly workers?: number;
  readonly reduce?: readonly Reduction[];
  readonly checkpoint?: string;
  /** Seconds. */
  readonly checkpointEvery?: number;
  readonly resume?: string;
}

/** Most workers of one search. */
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

/** The options of a search. */
export const searchOptions: readonly OptionDeclaration[] = [
  {
    ...shared.maxStates,
    meaning: 'stop at the end of the level that reaches this many states',
  },
  {
    ...shared.maxSeconds,
    meaning: 'stop at the end of the level in progress after this time',
  },
  {
    flags: '--max-depth <number>',
    meaning: 'stop after this depth',
    parse: positiveWholeNumber,
  },
  {
    flags: '--max-memory <size>',
    meaning:
      'stop before the process needs more, such as 2GiB (a number: MiB); it begins with 128MiB',
    parse: memoryArgument,
  },
  { ...shared.finish, choices: ['first', 'all'] },
  {
    flags: '--counterexamples <number>',
    meaning: 'counterexamples per failure class, with different last steps',
    parse: positiveWholeNumber,
  },
  {
    flags: '--store <what>',
    meaning: 'what is stored of each state',
    choices: ['exact', 'fingerprint', 'bloom'],
  },
  { ...shared.workers, parse: workersArgument },
  {
    flags: '--reduce <what>',
    meaning: 'symmetry (default), dead, order, with commas, or none',
    parse: reduceArgument,
  },
  { flags: '--checkpoint <dir>', meaning: 'save the search in this folder; one cell at a time' },
  { ...shared.checkpointEvery, meaning: 'interval between checkpoints (default: 60)' },
  { flags: '--resume <dir>', meaning: 'resume the search that was saved in this folder' },
];

/** Refuses contradictory options before any work is done. `cells`: the number of searches. */
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
    throw new InputError(
      'usage',
      '--reduce cannot be combined with --liveness: no reduction keeps every fair run',
    );
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
  requireMemoryLimit(given.maxMemory);
  if (checkpoint !== undefined) requireWritableFolder(checkpoint);
}

/** Threads of one search; default: one. */
export function workersFor({ workers = 1 }: SearchArguments): number {
  return workers;
}
