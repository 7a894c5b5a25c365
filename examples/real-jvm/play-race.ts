import { designs } from '../../models/design.ts';
import { counterexampleOf, modelRun, type Counterexample } from './counterexamples.ts';
import { NotThisTime } from './director.ts';
import { migrateOnSchedule, type MigrationOutcome } from './migrate-jvm.ts';
import type { NativeParts } from './native-parts.ts';
import type { Race } from './races.ts';
import type { RealJvmPlay, RealJvmRace } from './real-jvm-result.ts';
import { scheduleOf } from './schedule.ts';
import { requireSupported } from './supported-designs.ts';

export interface PlayOptions {
  readonly runs: number;
  /** How many guests run at once. */
  readonly atOnce: number;
  readonly out: string;
}

/** New guests for one run, at most, until HotSpot does what the schedule's environment does. */
const attemptsMax = 5;

/** Plays a race on the design that fails, on `published` and on `hardened`. */
export async function playRace(
  native: NativeParts,
  race: Race,
  options: PlayOptions,
): Promise<RealJvmRace> {
  const counterexample = await counterexampleOf(race, options.out);
  const { file, content } = counterexample;
  const played = new Map([
    [race.designName, race.design],
    ['published', designs.published],
    ['hardened', designs.hardened],
  ]);
  const plays: RealJvmPlay[] = [];
  for (const [designName, design] of played) {
    plays.push(await playDesign(native, { race, counterexample, designName, design }, options));
  }
  const { scenario, trace, modelHash } = content;
  return {
    name: race.name,
    trace: {
      file,
      modelHash,
      design: scenario.design,
      hazards: scenario.hazards,
      property: trace.property,
      failureClass: trace.failureClass,
      steps: trace.steps.length,
    },
    plays,
  };
}

interface Cast {
  readonly race: Race;
  readonly counterexample: Counterexample;
  readonly designName: string;
  readonly design: Race['design'];
}

async function playDesign(
  native: NativeParts,
  { race, counterexample, designName, design }: Cast,
  { runs, atOnce }: PlayOptions,
): Promise<RealJvmPlay> {
  requireSupported(design);
  const model = modelRun(counterexample, { design, designName });
  const schedule = scheduleOf(model.steps, counterexample.file);
  const { bounds } = counterexample.content;
  const numbers = {
    maxIterations: Number(bounds['maxIterations']),
    fewFrames: Number(bounds['fewFrames']),
    trafficFactor: Number(bounds['trafficFactor']),
  };
  const outcomes: MigrationOutcome[] = [];
  let begun = 0;
  let repeated = 0;
  const worker = async (): Promise<void> => {
    while (begun < runs) {
      begun++;
      for (let attempt = 1; ; attempt++) {
        try {
          outcomes.push(
            await migrateOnSchedule(native, { history: race.guest, design, numbers, schedule }),
          );
          break;
        } catch (error) {
          if (!(error instanceof NotThisTime) || attempt === attemptsMax) throw error;
          repeated++;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const counts: Partial<Record<MigrationOutcome['outcome'], number>> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const agrees = ({ outcome }: MigrationOutcome): boolean =>
    outcome !== 'diverged' && (outcome === 'runs on') !== model.fails;
  const agreeing = outcomes.filter(agrees).length;
  return {
    design: designName,
    model: model.fails ? 'fails' : 'holds',
    modelSteps: model.steps.length,
    runs,
    agreeing,
    repeated,
    outcomes: counts,
    // One that departs from the model is worth more than one that does not.
    sample: outcomes.find((each) => !agrees(each)) ?? outcomes[0]!,
  };
}
