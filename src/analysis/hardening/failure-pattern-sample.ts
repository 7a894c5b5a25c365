import type { Design, SwitchName } from '../../../models/design.ts';
import { Random } from '../../foundation/random.ts';
import type { FailurePattern, FailureReplayer } from './failure-pattern.ts';
import type { Configuration } from '../matrix/configuration.ts';
import { candidateValues, switchNames, type Pattern } from './settings.ts';

/** How a failurePattern fared on settings that it speaks of and that were not tried when it was drawn. */
export interface Sampled {
  /** Settings drawn, and those of them that were seen to fail. */
  readonly drawn: number;
  readonly failed: number;
  /** A pattern that leaves out what did not fail, where something did not. */
  readonly narrowed?: Pattern;
}

/** Switches changed at a time: many changes bring failures of their own, which would prove nothing. */
const flipsMax = 3;

/**
 * Draws settings that match a failurePattern's pattern, two or three switches away from the design that failed,
 * and tries whether they fail in its configuration. One that does not makes the pattern narrower: switches at which it departs from the
 * failing design are taken up, as few of them as keep it from failing. Evidence, not a proof.
 */
export async function samplePattern(
  replayer: FailureReplayer,
  { configuration, pattern, failing }: FailurePattern,
  { samples, seed }: { readonly samples: number; readonly seed: number },
): Promise<Sampled> {
  const random = new Random(seed);
  let failed = 0;
  for (let drawn = 1; drawn <= samples; drawn++) {
    const design = { ...failing.design } as Record<SwitchName, string>;
    const flips = 2 + random.below(flipsMax - 1);
    for (let flip = 0; flip < flips; flip++) {
      const name = switchNames[random.below(switchNames.length)]!;
      const values = pattern[name] ?? candidateValues(name);
      design[name] = values[random.below(values.length)]!;
    }
    if (await replayer.fails(design as Design, configuration)) failed++;
    else {
      const names = await fewestThatRepair(replayer, {
        configuration,
        failing: failing.design,
        other: design as Design,
      });
      const narrowed = { ...pattern };
      for (const name of names) narrowed[name] = [failing.design[name]];
      return { drawn, failed, narrowed };
    }
  }
  return { drawn: samples, failed };
}

interface Repair {
  readonly configuration: Configuration;
  readonly failing: Design;
  /** A setting that was not seen to fail. */
  readonly other: Design;
}

/** Switches of `other` without any of which it is seen to fail. Greedy: one after the other goes back. */
async function fewestThatRepair(
  replayer: FailureReplayer,
  { configuration, failing, other }: Repair,
): Promise<SwitchName[]> {
  let names = switchNames.filter((name) => failing[name] !== other[name]);
  let current = other;
  for (const name of names) {
    const back: Design = { ...current, [name]: failing[name] };
    if (await replayer.fails(back, configuration)) continue;
    current = back;
    names = names.filter((each) => each !== name);
  }
  return names;
}
