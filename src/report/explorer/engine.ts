import type { Departure } from '../../analysis/explorer/departure.ts';
import type { Comparison } from '../../analysis/counterexamples/same-schedule.ts';
import type { SubjectView } from '../../subject/subject.ts';
import type { Trace } from '../../subject/trace.ts';
import type { Step } from '../../system/system.ts';

/** What is explored: names only, as the command line takes them. */
export interface Configuration {
  /** A design with its overrides; of a file, the name of one of its systems. */
  readonly design: string;
  readonly hazards: readonly string[];
  /** Empty for a file. */
  readonly scope: string;
  /** A mutant of the protocol. */
  readonly mutant?: string;
  /** The file that exports the system; absent for the migration. */
  readonly file?: string;
}

/** What a run shows at its end, as tokens and trace files name it. */
export interface RunEnd {
  readonly property: string;
  readonly failureClass: string;
  readonly loopStart?: number;
}

/** A system that is built, and the forms in which its runs leave the page. */
export interface Explored {
  readonly configuration: Configuration;
  readonly view: SubjectView;
  /** By process, the name of its chart. */
  readonly charts: Readonly<Record<string, string>>;
  /** One line that `skipover replay` takes. */
  readonly token: (end: RunEnd, steps: readonly Step[]) => string;
  /** The arguments of `skipover` that replay the token. */
  readonly replayArguments: (token: string) => string;
  /** What `skipover replay` takes as a file. */
  readonly traceFile: (trace: Trace) => object;
}

export interface OpenedRun {
  readonly explored: Explored;
  readonly end: RunEnd;
  readonly steps: readonly Step[];
}

/** The same schedule with a switch turned. */
export interface WhatIf {
  readonly configuration: Configuration;
  /** Absent where every step does the same. */
  readonly departure?: Departure;
  readonly comparison: Comparison;
  /** The run that follows the schedule as far as it can, as a token. */
  readonly token: string;
}

/** What can be chosen before the first step. */
export interface Choices {
  readonly designs: readonly string[];
  /** By switch, its values; none where the subject has no designs. */
  readonly switches: Readonly<Record<string, readonly string[]>>;
  readonly hazards: readonly string[];
  readonly scopes: readonly string[];
  /** What is chosen before the reader chooses. */
  readonly first: Configuration;
}

/** The executor and one subject: what a page carries to take steps by itself. Bad input is an `InputError`. */
export interface Engine {
  /** `migration`, or the file. */
  readonly name: string;
  readonly choices: Choices;
  readonly start: (configuration: Configuration) => Explored;
  readonly open: (token: string) => OpenedRun;
  /** The values of the switches in a design; empty where there are none. */
  readonly switchesOf: (design: string) => Readonly<Record<string, string>>;
  /** The name of a design with one switch turned. */
  readonly turned: (design: string, name: string, value: string) => string;
  /** The same schedule on another design. Absent where the subject has no designs. */
  readonly whatIf?: (token: string, design: string) => WhatIf;
}

/** Made anew for the version of the program that wrote the page: tokens depend on it. */
export type MakeEngine = (version: string) => Engine;
