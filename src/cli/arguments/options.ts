import { Option, type Command } from 'commander';
import {
  collect,
  positiveSeconds,
  positiveWholeNumber,
  shardArgument,
  wholeNumber,
} from './numbers.ts';

/** An option of a command. */
export interface OptionDeclaration {
  readonly flags: string;
  /** Its line in `--help` and in `docs/cli.md`. */
  readonly meaning: string;
  /** Reads the value. Throws commander's `InvalidArgumentError`. */
  readonly parse?: (text: string) => unknown;
  /** All values are collected, as text; without one the command receives none. */
  readonly isRepeatable?: boolean;
  readonly default?: unknown;
  readonly choices?: readonly string[];
  /** The environment variable that can replace it. */
  readonly variable?: string;
  readonly isRequired?: boolean;
}

/**
 * The options that several commands have, each declared once. A command with another default or a narrower
 * meaning overrides that field: `{ ...shared.scope, default: 'quick' }`.
 */
export const shared = {
  design: { flags: '--design <design>', meaning: 'name, or name:switch=value,...' },
  designs: {
    flags: '--design <design>',
    meaning: 'name, or name:switch=value,...; repeatable',
    isRepeatable: true,
  },
  hazards: {
    flags: '--hazard <hazard>',
    meaning: 'add a hazard (skipover list); repeatable',
    isRepeatable: true,
  },
  onlyHazards: {
    flags: '--hazard <hazard>',
    meaning: 'only these hazards; repeatable',
    isRepeatable: true,
  },
  scope: { flags: '--scope <scope>', meaning: 'name, or name:bound=number,...' },
  system: {
    flags: '--system <file>',
    meaning: 'the model: a module that exports a system',
  },
  only: {
    flags: '--only <name>',
    meaning: 'of a file: only this system; repeatable',
    isRepeatable: true,
  },
  maxStates: {
    flags: '--max-states <number>',
    meaning: 'stop each search after this many states, such as 5000 or 1M',
    parse: positiveWholeNumber,
  },
  maxSeconds: {
    flags: '--max-seconds <time>',
    meaning: 'begin no new search after this time, such as 90, 90s or 5min',
    parse: positiveSeconds,
  },
  finish: {
    flags: '--finish <when>',
    meaning: 'when to stop: at the first violation, or after all states',
  },
  workers: {
    flags: '--workers <number>',
    meaning: 'threads for one search',
    parse: positiveWholeNumber,
  },
  checkpointEvery: {
    flags: '--checkpoint-every <time>',
    meaning: 'interval between checkpoints',
    parse: positiveSeconds,
  },
  runs: { flags: '--runs <number>', meaning: 'stop after this many runs', parse: wholeNumber },
  seed: { flags: '--seed <number>', meaning: 'the first seed', parse: wholeNumber },
  seeds: {
    flags: '--seeds <number>',
    meaning: 'runs with different seeds',
    parse: positiveWholeNumber,
  },
  token: {
    flags: '--token <token>',
    meaning: 'a token that a failure printed, instead of a file',
  },
  pairs: {
    flags: '--pairs',
    meaning: 'check every two hazards (of those named, or of all) together',
  },
  triples: { flags: '--triples', meaning: 'check every three hazards together' },
  shard: {
    flags: '--shard <i/n>',
    meaning: 'check only this part of the cells, for skipover merge',
    parse: shardArgument,
  },
  queue: {
    flags: '--queue <url>',
    meaning: 'let workers of this queue do the work (redis://host:6379/0)',
  },
  json: {
    flags: '--json <file>',
    meaning: 'also write the results to this file (-: standard output)',
  },
  out: { flags: '--out <dir>', meaning: 'folder for results' },
  outWithTraces: { flags: '--out <dir>', meaning: 'folder for results and traces' },
  outWithReport: { flags: '--out <dir>', meaning: 'folder for results, traces and the report' },
} satisfies Readonly<Record<string, OptionDeclaration>>;

/** Adds options to a command, in the order of its help. */
export function withOptions(command: Command, options: readonly OptionDeclaration[]): Command {
  for (const option of options) command.addOption(commanderOption(option));
  return command;
}

function commanderOption(declared: OptionDeclaration): Option {
  const { flags, meaning, parse, choices, variable } = declared;
  const option = new Option(flags, meaning).default(declared.default);
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser(parse);
  if (variable !== undefined) option.env(variable);
  if (declared.isRepeatable === true) option.argParser(collect).default([]);
  return option.makeOptionMandatory(declared.isRequired === true);
}
