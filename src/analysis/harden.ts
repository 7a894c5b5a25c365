import { designs, designSwitches, type Design, type SwitchName } from '../../models/design.ts';
import { notCandidates, type Cost } from '../../models/switch-costs.ts';
import { lessonFrom, Prosecutor, type Examiner, type Finding, type Lesson } from './lesson.ts';
import type { Reference } from './lesson.ts';
import { sampleLesson, type Sampled } from './lesson-sample.ts';
import { cheapestAvoiding, costOf, settingsCount, switchNames, turned } from './settings.ts';
import type { Trace } from './trace.ts';
import type { Candidate, World, WorldResult } from './world.ts';

/** What became of a setting in one world. */
export interface Cell extends Omit<WorldResult, 'failures' | 'properties'> {
  readonly world: World;
}

/** A setting that nothing known refutes. */
export interface Survivor {
  readonly candidate: Candidate;
  readonly cost: Cost;
  /** Worlds of one hazard; pairs and all at once where there was time for them. */
  readonly cells: readonly Cell[];
  /** Each hazard alone was searched whole, within some bounds at least. */
  readonly complete: boolean;
}

/** One switch of a setting turned back alone. */
export interface Necessity {
  readonly switch: SwitchName;
  readonly value: string;
  readonly back: string;
  /** Whether every world of one hazard was asked, until it failed. */
  readonly asked: boolean;
  /** Absent where no world was found in which it fails. */
  readonly fails?: { readonly candidate: Candidate; readonly world: World; readonly trace: Trace };
}

export interface HardenResult {
  readonly settings: number;
  readonly reference: { readonly candidate: Candidate; readonly cost: Cost };
  /** Worlds in which no setting was found to hold: nothing that the switches offer repairs these. */
  readonly unsurvived: readonly Finding[];
  readonly lessons: readonly Lesson[];
  readonly sampled: readonly Sampled[];
  /** The frontier: nobody is cheaper in one currency and as cheap in the others. */
  readonly frontier: readonly Survivor[];
  /** Whether all of the frontier are complete, and no world is left in which nothing holds: then nothing
   * cheaper holds, if the lessons are right. */
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
  /** Ordinary life, and each hazard alone. */
  readonly singles: readonly World[];
  /** Pairs, and all hazards at once, in the order in which they are asked. */
  readonly crowds: readonly World[];
  /** Settings that agree with a lesson, drawn by chance and tried, per lesson. */
  readonly samples: number;
  readonly seed: number;
}

/**
 * Searches all settings of the switches for those that hold in every world and cost least, guided by
 * counterexamples: each failure is made a pattern that excludes settings, the cheapest settings that no
 * pattern excludes are tried next, known schedules first and then the checker, until all of the frontier
 * stand. Ends early where the examiner is out of time, and says what is unproved.
 */
export async function harden(examiner: Examiner, options: HardenOptions): Promise<HardenResult> {
  return new Hardening(examiner, options).run();
}

/** The part of the time after which no world of several hazards is begun: the rest is for the switches. */
const crowdsPart = 0.8;

class Hardening {
  readonly #examiner: Examiner;
  readonly #options: HardenOptions;
  readonly #prosecutor: Prosecutor;
  readonly #lessons: Lesson[] = [];
  readonly #cells = new Map<string, Map<World, Cell>>();
  readonly #unsurvived: Finding[] = [];
  #refuted = 0;

  constructor(examiner: Examiner, options: HardenOptions) {
    this.#examiner = examiner;
    this.#options = options;
    this.#prosecutor = new Prosecutor(examiner, options.reference);
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
    const { replays, replaysThatFailed, checks } = this.#prosecutor;
    return {
      settings: settingsCount(),
      reference: {
        candidate: this.#prosecutor.candidate(reference.design),
        cost: costOf(reference.design),
      },
      unsurvived: this.#unsurvived,
      lessons: this.#lessons,
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
    worlds: readonly World[],
    { most, part } = { most: Infinity, part: 1 },
  ): Promise<Design[]> {
    for (;;) {
      const frontier = cheapestAvoiding(this.#lessons.map(({ pattern }) => pattern));
      const next = frontier.slice(0, most).find((design) => !this.#isProved(design, worlds));
      if (next === undefined || this.#examiner.outOfTime(part)) return frontier;
      const finding = await this.#prove(next, worlds, part);
      if (finding === undefined) continue;
      this.#refuted++;
      await this.#learn(finding);
    }
  }

  async #learn(finding: Finding): Promise<void> {
    const { reference } = this.#options;
    const lesson = await lessonFrom(this.#prosecutor, { ...finding, reference });
    if (Object.keys(lesson.pattern).length === 0) {
      this.#unsurvived.push({ ...finding, trace: lesson.counterexample });
      return this.#examiner.tell(`${worldName(finding.world)}: no value of any switch repairs it`);
    }
    this.#lessons.push(lesson);
    const { pattern, world, counterexample } = lesson;
    const values = Object.entries(pattern).map(([name, all]) => `${name}=${all.join('|')}`);
    this.#examiner.tell(
      `${worldName(world)}: ${counterexample.property} after ${counterexample.steps.length} steps ` +
        `wherever ${values.join(', ')}`,
    );
  }

  /** Worlds but for those in which nothing holds. */
  #survivable(worlds: readonly World[]): World[] {
    const lost = new Set(this.#unsurvived.map(({ world }) => world.hazards.join()));
    return worlds.filter(({ hazards }) => !lost.has(hazards.join()));
  }

  /** Checks a setting where it has not been checked; known schedules first. The first failure ends it. */
  async #prove(
    design: Design,
    worlds: readonly World[],
    part: number,
  ): Promise<Finding | undefined> {
    const cells = this.#cells.get(this.#prosecutor.candidate(design).name) ?? new Map();
    this.#cells.set(this.#prosecutor.candidate(design).name, cells);
    const left = this.#survivable(worlds).filter((world) => !cells.has(world));
    const suspects = left.filter((world) => this.#prosecutor.failsOnKnown(design, world));
    let finding: Finding | undefined;
    const queue = suspects.length > 0 ? suspects.slice(0, 1) : left;
    const take = async (): Promise<void> => {
      for (let world = queue.shift(); world !== undefined; world = queue.shift()) {
        if (finding !== undefined || this.#examiner.outOfTime(part)) return;
        const result = await this.#prosecutor.check(design, world, world.effort);
        const { failures, properties: _, ...cell } = result;
        const [trace] = failures;
        if (trace === undefined) cells.set(world, { world, ...cell });
        else finding ??= { design, world, trace };
      }
    };
    await Promise.all(Array.from({ length: this.#examiner.threads }, take));
    return finding;
  }

  #cellsOf(design: Design): readonly Cell[] {
    const cells = this.#cells.get(this.#prosecutor.candidate(design).name);
    return cells === undefined ? [] : [...cells.values()];
  }

  #isProved(design: Design, worlds: readonly World[]): boolean {
    const seen = new Set(this.#cellsOf(design).map(({ world }) => world));
    return this.#survivable(worlds).every((world) => seen.has(world));
  }

  /** Whether the hazards of a world were searched whole, in these bounds or in others. */
  #isDecided(design: Design, { hazards }: World): boolean {
    return this.#cellsOf(design).some(
      ({ world, verdict }) => verdict !== 'inconclusive' && world.hazards.join() === hazards.join(),
    );
  }

  #survivor(design: Design): Survivor {
    const { singles } = this.#options;
    return {
      candidate: this.#prosecutor.candidate(design),
      cost: costOf(design),
      cells: this.#cellsOf(design),
      complete: this.#survivable(singles).every((world) => this.#isDecided(design, world)),
    };
  }

  async #sampleAll(): Promise<Sampled[]> {
    const { samples, seed } = this.#options;
    const all: Sampled[] = [];
    for (const [index, lesson] of this.#lessons.entries()) {
      if (this.#examiner.outOfTime()) break;
      const sampled = await sampleLesson(this.#prosecutor, lesson, { samples, seed });
      all.push(sampled);
      if (sampled.narrowed !== undefined) {
        this.#lessons[index] = { ...lesson, pattern: sampled.narrowed };
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
    const suspects = known.filter((world) => this.#prosecutor.failsOnKnown(design, world));
    const told = { switch: name, value: winner[name], back, asked: true };
    for (const world of suspects.length > 0 ? suspects : this.#survivable(singles)) {
      if (this.#examiner.outOfTime()) return { ...told, asked: false };
      const result = await this.#prosecutor.check(design, world);
      const [trace] = result.failures;
      if (trace === undefined) continue;
      return { ...told, fails: { candidate: this.#prosecutor.candidate(design), world, trace } };
    }
    return told;
  }
}

function worldName({ hazards, scope }: World): string {
  return `${hazards.length === 0 ? 'ordinary life' : hazards.join(' + ')} (${scope.name})`;
}
