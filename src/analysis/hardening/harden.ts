import { designs, designSwitches, type Design, type SwitchName } from '../../../models/design.ts';
import { notCandidates, type Cost } from '../../../models/switch-costs.ts';
import {
  failurePatternFrom,
  FailureReplayer,
  type Checker,
  type Finding,
  type FailurePattern,
} from './failure-pattern.ts';
import type { Reference } from './failure-pattern.ts';
import { samplePattern, type Sampled } from './failure-pattern-sample.ts';
import { cheapestAvoiding, costOf, settingsCount, switchNames, turned } from './settings.ts';
import type { Trace } from '../../subject/trace.ts';
import type { Candidate, Configuration, ConfigurationResult } from '../matrix/configuration.ts';

/** What became of a setting in one configuration. */
export interface Cell extends Omit<ConfigurationResult, 'failures' | 'properties'> {
  readonly configuration: Configuration;
}

/** A setting that nothing known refutes. */
export interface Survivor {
  readonly candidate: Candidate;
  readonly cost: Cost;
  /** Configurations of one hazard; pairs and all at once where there was time for them. */
  readonly cells: readonly Cell[];
  /** Each hazard alone was searched completely, within some bounds at least. */
  readonly complete: boolean;
}

/** One switch of a setting turned back alone. */
export interface Necessity {
  readonly switch: SwitchName;
  readonly value: string;
  readonly back: string;
  /** Whether every configuration of one hazard was asked, until it failed. */
  readonly asked: boolean;
  /** Absent where no configuration was found in which it fails. */
  readonly fails?: {
    readonly candidate: Candidate;
    readonly configuration: Configuration;
    readonly trace: Trace;
  };
}

export interface HardenResult {
  readonly settings: number;
  readonly reference: { readonly candidate: Candidate; readonly cost: Cost };
  /** Configurations in which no setting was found to hold: nothing that the switches offer repairs these. */
  readonly unsurvived: readonly Finding[];
  readonly failurePatterns: readonly FailurePattern[];
  readonly sampled: readonly Sampled[];
  /** The frontier: nobody is cheaper in one currency and as cheap in the others. */
  readonly frontier: readonly Survivor[];
  /** Whether all of the frontier are complete, and no configuration is left in which nothing holds: then nothing
   * cheaper holds, if the failurePatterns are right. */
  readonly complete: boolean;
  readonly necessities: readonly Necessity[];
  readonly mutants: readonly Necessity[];
  readonly refuted: number;
  readonly replays: number;
  readonly replaysThatFailed: number;
  readonly checks: number;
}

export interface HardenOptions {
  readonly reference: Reference;
  /** No hazard, and each hazard alone. */
  readonly singles: readonly Configuration[];
  /** Pairs, and all hazards at once, in the order in which they are asked. */
  readonly crowds: readonly Configuration[];
  /** Settings that agree with a failurePattern, drawn by chance and tried, per failurePattern. */
  readonly samples: number;
  readonly seed: number;
}

/**
 * Searches all settings of the switches for those that hold in every configuration and cost least, guided by
 * counterexamples: each failure is made a pattern that excludes settings, the cheapest settings that no
 * pattern excludes are tried next, known schedules first and then the checker, until all of the frontier
 * stand. Ends early where the checker is out of time, and says what is unproved.
 */
export async function harden(checker: Checker, options: HardenOptions): Promise<HardenResult> {
  return new Hardening(checker, options).run();
}

/** The part of the time after which no configuration of several hazards is begun: the rest is for the switches. */
const crowdsPart = 0.8;

class Hardening {
  readonly #checker: Checker;
  readonly #options: HardenOptions;
  readonly #replayer: FailureReplayer;
  readonly #failurePatterns: FailurePattern[] = [];
  readonly #cells = new Map<string, Map<Configuration, Cell>>();
  readonly #unsurvived: Finding[] = [];
  #refuted = 0;

  constructor(checker: Checker, options: HardenOptions) {
    this.#checker = checker;
    this.#options = options;
    this.#replayer = new FailureReplayer(checker, options.reference);
  }

  async run(): Promise<HardenResult> {
    const { reference, singles, crowds } = this.#options;
    await this.#search(singles);
    const sampled = await this.#sampleAll();
    await this.#search(singles);
    await this.#search([...singles, ...crowds], { most: 1, part: crowdsPart });
    // What several hazards have taught may have brought new settings to the frontier.
    const frontier = await this.#search(singles);
    const [winner] = frontier;
    const isProved = winner !== undefined && this.#isProved(winner, singles);
    const survivors = frontier.map((design) => this.#survivor(design));
    const { replays, replaysThatFailed, checks } = this.#replayer;
    return {
      settings: settingsCount(),
      reference: {
        candidate: this.#replayer.candidate(reference.design),
        cost: costOf(reference.design),
      },
      unsurvived: this.#unsurvived,
      failurePatterns: this.#failurePatterns,
      sampled,
      frontier: survivors,
      complete:
        this.#unsurvived.length === 0 &&
        survivors.length > 0 &&
        survivors.every(({ complete }) => complete),
      necessities: isProved ? await this.#necessities(winner) : [],
      mutants: isProved ? await this.#mutants(winner) : [],
      refuted: this.#refuted,
      replays,
      replaysThatFailed,
      checks,
    };
  }

  /** Tries the frontier, at most `most` of it, until all stand or a part of the time is up; returns it. */
  async #search(
    configurations: readonly Configuration[],
    { most, part } = { most: Infinity, part: 1 },
  ): Promise<Design[]> {
    for (;;) {
      const frontier = cheapestAvoiding(this.#failurePatterns.map(({ pattern }) => pattern));
      const next = frontier
        .slice(0, most)
        .find((design) => !this.#isProved(design, configurations));
      if (next === undefined || this.#checker.outOfTime(part)) return frontier;
      const finding = await this.#prove(next, configurations, part);
      if (finding === undefined) continue;
      this.#refuted++;
      await this.#learn(finding);
    }
  }

  async #learn(finding: Finding): Promise<void> {
    const { reference } = this.#options;
    const failurePattern = await failurePatternFrom(this.#replayer, { ...finding, reference });
    if (Object.keys(failurePattern.pattern).length === 0) {
      this.#unsurvived.push({ ...finding, trace: failurePattern.counterexample });
      return this.#checker.report(
        `${configurationName(finding.configuration)}: no value of any switch repairs it`,
      );
    }
    this.#failurePatterns.push(failurePattern);
    const { pattern, configuration, counterexample } = failurePattern;
    const values = Object.entries(pattern).map(([name, all]) => `${name}=${all.join('|')}`);
    this.#checker.report(
      `${configurationName(configuration)}: ${counterexample.property} after ${counterexample.steps.length} steps ` +
        `wherever ${values.join(', ')}`,
    );
  }

  /** Configurations but for those in which nothing holds. */
  #survivable(configurations: readonly Configuration[]): Configuration[] {
    const lost = new Set(this.#unsurvived.map(({ configuration }) => configuration.hazards.join()));
    return configurations.filter(({ hazards }) => !lost.has(hazards.join()));
  }

  /** Checks a setting where it has not been checked; known schedules first. The first failure ends it. */
  async #prove(
    design: Design,
    configurations: readonly Configuration[],
    part: number,
  ): Promise<Finding | undefined> {
    const cells = this.#cells.get(this.#replayer.candidate(design).name) ?? new Map();
    this.#cells.set(this.#replayer.candidate(design).name, cells);
    const left = this.#survivable(configurations).filter(
      (configuration) => !cells.has(configuration),
    );
    const suspects = left.filter((configuration) =>
      this.#replayer.failsOnKnown(design, configuration),
    );
    let finding: Finding | undefined;
    const queue = suspects.length > 0 ? suspects.slice(0, 1) : left;
    const take = async (): Promise<void> => {
      for (
        let configuration = queue.shift();
        configuration !== undefined;
        configuration = queue.shift()
      ) {
        if (finding !== undefined || this.#checker.outOfTime(part)) return;
        const result = await this.#replayer.check(design, configuration, configuration.effort);
        const { failures, properties: _, ...cell } = result;
        const [trace] = failures;
        if (trace === undefined) cells.set(configuration, { configuration, ...cell });
        else finding ??= { design, configuration, trace };
      }
    };
    await Promise.all(Array.from({ length: this.#checker.threads }, take));
    return finding;
  }

  #cellsOf(design: Design): readonly Cell[] {
    const cells = this.#cells.get(this.#replayer.candidate(design).name);
    return cells === undefined ? [] : [...cells.values()];
  }

  #isProved(design: Design, configurations: readonly Configuration[]): boolean {
    const seen = new Set(this.#cellsOf(design).map(({ configuration }) => configuration));
    return this.#survivable(configurations).every((configuration) => seen.has(configuration));
  }

  /** Whether the hazards of a configuration were searched completely, in these bounds or in others. */
  #isDecided(design: Design, { hazards }: Configuration): boolean {
    return this.#cellsOf(design).some(
      ({ configuration, verdict }) =>
        verdict !== 'inconclusive' && configuration.hazards.join() === hazards.join(),
    );
  }

  #survivor(design: Design): Survivor {
    const { singles } = this.#options;
    return {
      candidate: this.#replayer.candidate(design),
      cost: costOf(design),
      cells: this.#cellsOf(design),
      complete: this.#survivable(singles).every((configuration) =>
        this.#isDecided(design, configuration),
      ),
    };
  }

  async #sampleAll(): Promise<Sampled[]> {
    const { samples, seed } = this.#options;
    const all: Sampled[] = [];
    for (const [index, failurePattern] of this.#failurePatterns.entries()) {
      if (this.#checker.outOfTime()) break;
      const sampled = await samplePattern(this.#replayer, failurePattern, { samples, seed });
      all.push(sampled);
      if (sampled.narrowed !== undefined) {
        this.#failurePatterns[index] = { ...failurePattern, pattern: sampled.narrowed };
      }
    }
    return all;
  }

  async #necessities(winner: Design): Promise<Necessity[]> {
    const found: Necessity[] = [];
    for (const name of turned(winner)) {
      found.push(await this.#turnBack(winner, name, designs.published[name]));
    }
    return found;
  }

  async #mutants(winner: Design): Promise<Necessity[]> {
    const found: Necessity[] = [];
    for (const name of switchNames) {
      if (name === 'assistance') continue;
      for (const value of designSwitches[name].values) {
        if (notCandidates[name]?.includes(value) !== true) continue;
        found.push(await this.#turnBack(winner, name, value));
      }
    }
    return found;
  }

  async #turnBack(winner: Design, name: SwitchName, back: string): Promise<Necessity> {
    const design: Design = { ...winner, [name]: back };
    const { singles, crowds } = this.#options;
    const known = this.#survivable([...singles, ...crowds]);
    const suspects = known.filter((configuration) =>
      this.#replayer.failsOnKnown(design, configuration),
    );
    const reported = { switch: name, value: winner[name], back, asked: true };
    for (const configuration of suspects.length > 0 ? suspects : this.#survivable(singles)) {
      if (this.#checker.outOfTime()) return { ...reported, asked: false };
      const result = await this.#replayer.check(design, configuration);
      const [trace] = result.failures;
      if (trace === undefined) continue;
      return {
        ...reported,
        fails: { candidate: this.#replayer.candidate(design), configuration, trace },
      };
    }
    return reported;
  }
}

function configurationName({ hazards, scope }: Configuration): string {
  return `${hazards.length === 0 ? 'no hazard' : hazards.join(' + ')} (${scope.name})`;
}
