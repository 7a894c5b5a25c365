import type { Violation } from '../system/definition.ts';
import type { Step, System } from '../system/system.ts';
import { fuzz } from './fuzz.ts';
import { failsBy, type Failure } from './judge.ts';
import { translated } from './named-steps.ts';
import { runNamed, shrink, withoutNeedlessKinds } from './shrink.ts';
import { Walk } from './walk.ts';

/** Systems that differ in size or in what the configuration may do: a step goes by the same name in each, of
 * process and event, as far as it exists there. */
export interface SystemFamily<Member> {
  readonly systemOf: (member: Member) => System;
  /** Members smaller than this one, those to be tried first first. Nobody is smaller than itself, at
   * no number of removes: minimizing ends. */
  readonly smaller: (member: Member) => Iterable<Member>;
}

/** A run of a member into a failure. */
export interface MemberRun<Member> {
  readonly member: Member;
  readonly steps: readonly Step[];
}

export interface Minimized<Member> extends MemberRun<Member> {
  readonly violation: Violation;
  /** Members that were tried on the way. */
  readonly tried: number;
}

/** Steps that all members together may take. */
const stepsTriedMax = 4_000_000;
/** Runs in which a smaller member must fail, of the kinds of step that are needed; then of all. */
const runsPerMember = 1_000;

/**
 * Makes a failure small: first the system, then the run. A smaller system counts where it fails in the
 * same way: by the run itself, what is not possible there passed over, or within a thousand runs of the
 * kinds of step that the failure needs, or of all kinds. In the smallest the run is made short (see `shrink`):
 * what takes thousands of steps with 512 frames takes some fifty with 4, and there a search can show
 * whether fewer would do. Deterministic. Costs up to some ten seconds.
 */
export function minimize<Member>(
  family: SystemFamily<Member>,
  failure: Failure,
  found: MemberRun<Member>,
): Minimized<Member> {
  let best = { ...found, system: family.systemOf(found.member) };
  let tried = 0;
  let stepsLeft = stepsTriedMax;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    const kinds = kindsOf(best.system, failure, best.steps);
    for (const member of family.smaller(best.member)) {
      if (stepsLeft <= 0) break;
      tried++;
      const system = family.systemOf(member);
      const steps = translated(best.system, system, best.steps);
      const attempt = failingRun(system, failure, { steps, kinds });
      stepsLeft -= attempt.stepsTried;
      if (attempt.steps === undefined) continue;
      best = { member, system, steps: attempt.steps };
      isSmaller = true;
      break;
    }
  }
  const { member, system } = best;
  const steps = shortestOf(system, failure, best.steps);
  return { member, ...shrink(system, failure, steps), tried };
}

/** Of the run and some hundred others of its kinds of step the shortest: shrinking ends where no part
 * of a run can be left out, and that may be far from the least in another run's neighbourhood. */
function shortestOf(system: System, failure: Failure, steps: readonly Step[]): readonly Step[] {
  const kinds = kindsIn(system, kindsOf(system, failure, steps));
  const { violations } = fuzz(system, { kinds, runs: runsPerMember, shrinks: false });
  const found = violations.find(
    ({ property, violation }) =>
      property === failure.property && violation.failureClass === failure.failureClass,
  );
  return found === undefined || found.steps.length >= steps.length ? steps : found.steps;
}

/** The kinds of step of a system that have these names. */
function kindsIn(system: System, names: ReadonlySet<string>): number[] {
  const { kindOf } = new Walk(system, 1).kinds;
  return namesOf(system).flatMap((name, transition) =>
    names.has(name) ? [kindOf[transition]!] : [],
  );
}

/** Of each transition, the name that its kind has in every system. */
function namesOf({ transitions }: System): string[] {
  return transitions.map(({ process, event }) => `${process} ${event}`);
}

/** The kinds of step that the failure needs, by name. */
function kindsOf(system: System, failure: Failure, steps: readonly Step[]): ReadonlySet<string> {
  const fails = failsBy(system, failure);
  const walk = new Walk(system, steps.length);
  const needed = withoutNeedlessKinds(walk, steps, (words) => fails(words) !== undefined);
  const names = namesOf(system);
  return new Set(needed.map(({ transition }) => names[transition]!));
}

interface Attempt {
  /** A run into the failure; absent where none was found. */
  readonly steps?: readonly Step[];
  readonly stepsTried: number;
}

function failingRun(
  system: System,
  failure: Failure,
  { steps, kinds }: { readonly steps: readonly Step[]; readonly kinds: ReadonlySet<string> },
): Attempt {
  const fails = failsBy(system, failure);
  const walk = new Walk(system, steps.length);
  if (runNamed(walk, steps, (words) => fails(words) !== undefined)) {
    return { steps: walk.steps(), stepsTried: walk.length };
  }
  let stepsTried = walk.length;
  const needed = kindsIn(system, kinds);
  for (const allowed of [{ kinds: needed }, {}]) {
    const options = { runs: runsPerMember, until: failure, shrinks: false, ...allowed };
    const { violations, ended, steps: taken } = fuzz(system, options);
    stepsTried += taken;
    if (ended === undefined) continue;
    const found = violations.find(
      ({ property, violation }) =>
        property === failure.property && violation.failureClass === failure.failureClass,
    );
    return { steps: found!.steps, stepsTried };
  }
  return { stepsTried };
}
