import type { Design, SwitchName } from '../../../models/design.ts';
import { failureOnSchedule, type NamedStep } from '../counterexamples/schedule.ts';
import { candidateValues, matches, nameOf, switchNames, turned, type Pattern } from './settings.ts';
import type { Trace } from '../../subject/trace.ts';
import {
  configurationTitle,
  type Candidate,
  type Configuration,
  type ConfigurationResult,
} from '../matrix/configuration.ts';

/** How much is spent on a check. */
export interface CheckEffort {
  /** `first` ends with the level of the first failure. */
  readonly finish: 'first' | 'all';
  /** How many times the usual budget of states. */
  readonly effort: number;
}

/** Who checks designs, on other threads as a rule, and knows when to stop. */
export interface Checker {
  /** How many checks may run at a time. */
  readonly threads: number;
  readonly check: (
    candidate: Candidate,
    configuration: Configuration,
    effortGiven: CheckEffort,
  ) => Promise<ConfigurationResult>;
  /** Whether that part of the time is over. Default: all of it. */
  readonly outOfTime: (part?: number) => boolean;
  /** Receives what is being done, a line at a time. */
  readonly report: (line: string) => void;
}

/** What a counterexample teaches: every setting that matches the pattern fails in that configuration. */
export interface FailurePattern {
  readonly configuration: Configuration;
  readonly pattern: Pattern;
  /** The reference with the pattern's switches turned back, which was seen to fail. */
  readonly failing: Candidate;
  /** The shortest run into a failure of it that is known. */
  readonly counterexample: Trace;
}

/** A design that was seen to fail, and how. */
export interface Finding {
  readonly design: Design;
  readonly configuration: Configuration;
  readonly trace: Trace;
}

/** The reference: a design that holds, from which others differ by what they lack. */
export interface Reference {
  readonly name: string;
  readonly design: Design;
}

/** Schedules kept per configuration; the oldest goes first. */
const schedulesMax = 8;

/** Remembers schedules that failed, and asks the checker only where none of them shows anything. */
export class FailureReplayer {
  readonly #checker: Checker;
  readonly #reference: Reference;
  readonly #schedules = new Map<string, Map<string, readonly NamedStep[]>>();
  readonly #known = new Map<string, boolean>();
  replays = 0;
  replaysThatFailed = 0;
  checks = 0;

  constructor(checker: Checker, reference: Reference) {
    this.#checker = checker;
    this.#reference = reference;
  }

  candidate(design: Design): Candidate {
    const { name, design: base } = this.#reference;
    return { name: nameOf(design, base, name), design };
  }

  remember(configuration: Configuration, { steps }: Trace): void {
    const known =
      this.#schedules.get(keyOf(configuration)) ?? new Map<string, readonly NamedStep[]>();
    this.#schedules.set(keyOf(configuration), known);
    if (known.size === schedulesMax) known.delete(known.keys().next().value!);
    known.set(steps.map(({ process, step, choice }) => [process, step, choice]).join(), steps);
  }

  /** Whether a schedule that is known fails in this configuration on this design. */
  failsOnKnown(design: Design, configuration: Configuration): boolean {
    const schedules = [...(this.#schedules.get(keyOf(configuration))?.values() ?? [])].toReversed();
    const candidate = this.candidate(design);
    return schedules.some((schedule) => {
      this.replays++;
      const fails = failureOnSchedule(candidate, configuration, schedule) !== undefined;
      if (fails) this.replaysThatFailed++;
      return fails;
    });
  }

  async check(
    design: Design,
    configuration: Configuration,
    effort = 1,
  ): Promise<ConfigurationResult> {
    this.checks++;
    const effortGiven: CheckEffort = { finish: 'first', effort };
    const result = await this.#checker.check(this.candidate(design), configuration, effortGiven);
    const [shortest] = result.failures;
    if (shortest !== undefined) this.remember(configuration, shortest);
    return result;
  }

  /** Whether a design was seen to fail; a search that a budget ended has not seen it. */
  async fails(design: Design, configuration: Configuration): Promise<boolean> {
    const key = `${keyOf(configuration)} ${this.candidate(design).name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fails =
      this.failsOnKnown(design, configuration) ||
      (await this.check(design, configuration)).verdict === 'violated';
    this.#known.set(key, fails);
    return fails;
  }
}

function keyOf(configuration: Configuration): string {
  return `${configurationTitle(configuration)} in ${configuration.scope.name}`;
}

/**
 * From a design that fails in a configuration in which the reference holds, the most general pattern of values
 * that are seen to fail there. First as many switches as possible are turned to the reference's
 * values while it goes on failing, so that no other failure hides the one; then each other value of
 * each switch is tried: a switch of which some value repairs belongs to the pattern.
 *
 * The pattern is exact for every setting that was tried, one switch at a time from the failing one;
 * that switches do not repair together what none repairs alone is tried by samples (`samplePattern`).
 */
export async function failurePatternFrom(
  replayer: FailureReplayer,
  { design, configuration, reference, trace }: Finding & { readonly reference: Reference },
): Promise<FailurePattern> {
  let current = design;
  let core: readonly SwitchName[] = turned(design, reference.design);
  for (let part = Math.ceil(core.length / 2); part >= 1; part = Math.floor(part / 2)) {
    for (let from = 0; from < core.length;) {
      const names = core.slice(from, from + part);
      const repaired = names.length === core.length;
      const changed = withValues(current, reference.design, names);
      if (!repaired && (await replayer.fails(changed, configuration))) {
        current = changed;
        core = core.filter((name) => !names.includes(name));
      } else from += part;
    }
  }
  const pattern: Pattern = {};
  for (const name of switchNames) {
    const failing: string[] = [];
    for (const value of candidateValues(name)) {
      const isSame = value === current[name];
      if (isSame || (await replayer.fails({ ...current, [name]: value }, configuration)))
        failing.push(value);
    }
    if (failing.length < candidateValues(name).length) pattern[name] = failing;
  }
  const result = await replayer.check(current, configuration);
  const [shortest] = result.failures;
  const failing = replayer.candidate(shortest === undefined ? design : current);
  const counterexample = shortest ?? trace;
  // Switches that repair only together may leave out the design that all began with.
  const exact = Object.fromEntries(switchNames.map((name) => [name, [design[name]]]));
  return {
    configuration,
    pattern: matches(design, pattern) ? pattern : exact,
    failing,
    counterexample,
  };
}

function withValues(design: Design, from: Design, names: readonly SwitchName[]): Design {
  return { ...design, ...Object.fromEntries(names.map((name) => [name, from[name]])) };
}
