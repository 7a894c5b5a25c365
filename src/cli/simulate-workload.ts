import { join } from 'node:path';
import { InputError } from '../foundation/input-error.ts';
import { defaultCosts, type Costs } from '../timing/costs.ts';
import { defaultVmFrames } from '../timing/default-vm.ts';
import { readGcLogFile } from '../timing/gc-log/file.ts';
import { workloadOfModel, type JvmModel } from '../timing/model-workload.ts';
import {
  paperCosts,
  paperParameters,
  presetModel,
  presetNames,
  valuesOf,
  type PresetName,
} from '../timing/paper/parameters.ts';
import { readPageTraceFile } from '../timing/page-trace/file.ts';
import { workloadFromPageTrace } from '../timing/page-trace/workload.ts';
import { workloadFromGcLog } from '../timing/workload-from-log.ts';
import { pageBytes, requireFits, type JvmWorkload } from '../timing/workload.ts';
import type { WriteClass } from '../timing/write-stream.ts';
import { packageFolder } from './files.ts';

/** What the arguments say about the VM, its link and what runs in it. */
export interface WorkloadArguments {
  /** A preset's name, or a file. */
  readonly workload?: string;
  readonly vm?: number;
  readonly young?: number;
  readonly link?: number;
  readonly at?: number;
  readonly warmUp?: number;
  /** Pages of Old that are written, and writes per second. */
  readonly oldWrites?: WriteClass;
}

export interface ChosenWorkload {
  readonly vmBytes: number;
  readonly costs: Costs;
  /** The workload that a seed stands for. */
  readonly draw: (seed: number) => JvmWorkload;
  /** What is recorded, so that there is a moment to advise on. */
  readonly isRecorded: boolean;
}

/** The recording that is migrated where no other is named: Derby under the Parallel collector. */
function defaultWorkloadFile(): string {
  return join(packageFolder(), 'src/timing/recordings/derby-parallel.gc.log.gz');
}

/**
 * Finds or reads the workload. Throws `InputError('usage')` on sizes that make no sense together, and
 * `InputError('data')` on a file that is no recording or does not fit into the VM.
 */
export function chooseWorkload(given: WorkloadArguments): ChosenWorkload {
  const vmBytes = given.vm ?? defaultVmFrames * pageBytes;
  const frames = Math.floor(vmBytes / pageBytes);
  requireSizes(given, frames);
  const name = given.workload ?? defaultWorkloadFile();
  const isPreset = (presetNames as readonly string[]).includes(name);
  if (isPreset) requireNoOldWrites(name, given);
  const chosen = isPreset ? preset(name as PresetName, given, frames) : recorded(name, given);
  const link = given.link === undefined ? {} : { linkBytesPerSecond: given.link };
  requireFits(chosen.draw(1), frames);
  return { ...chosen, vmBytes, costs: { ...chosen.costs, ...link } };
}

const framesMax = 2 ** 28;

function requireSizes({ vm, young }: WorkloadArguments, frames: number): void {
  if (vm !== undefined && (frames < 1024 || frames > framesMax)) {
    throw new InputError('usage', `--vm: a VM has 4 MiB to 1 TiB, not ${vm} bytes`);
  }
  if (young !== undefined && young >= frames * pageBytes) {
    throw new InputError(
      'usage',
      `--young: a Young generation of ${young} bytes does not fit into a VM of ${frames * pageBytes}`,
    );
  }
}

type Chosen = Omit<ChosenWorkload, 'vmBytes'>;

function preset(name: PresetName, given: WorkloadArguments, frames: number): Chosen {
  const values = valuesOf(paperParameters);
  const known = presetModel(name, values);
  const youngBytes = given.young ?? known.youngBytes;
  // As much is allocated in a second, whatever Young's size: a larger one is filled later.
  const growth = youngBytes / known.youngBytes;
  const mutatorSeconds = (known.periodSeconds - known.pauseSeconds) * growth;
  const periodSeconds = known.pauseSeconds + mutatorSeconds;
  const model: JvmModel = { ...known, youngBytes, periodSeconds };
  const room = (frames - model.others.frames) * pageBytes;
  if (youngBytes > room) {
    throw new InputError(
      'usage',
      `${name}: a Young generation of ${youngBytes} bytes and ${model.others.frames * pageBytes} of ` +
        `other memory do not fit into a VM of ${frames * pageBytes}; give a larger --vm or a smaller --young`,
    );
  }
  const start = given.at === undefined ? {} : { atSeconds: given.at };
  const own = paperParameters.filter(({ id }) => id.startsWith(`${name}.`));
  const told = (assumed: boolean): string[] =>
    own
      .filter(({ source }) => (source === 'assumed') === assumed)
      .map(
        ({ id, value, unit, source, reason }) => `${id} = ${value} ${unit} (${source}: ${reason})`,
      );
  return {
    costs: paperCosts(values),
    isRecorded: false,
    draw: (seed) => ({
      ...workloadOfModel(model, frames, { seed, ...start }),
      facts: told(false),
      assumptions: told(true),
    }),
  };
}

function requireNoOldWrites(name: string, { oldWrites }: WorkloadArguments): void {
  if (oldWrites === undefined) return;
  throw new InputError(
    'usage',
    `--old-writes goes with a GC log, which does not tell them; ${name} does`,
  );
}

function recorded(file: string, given: WorkloadArguments): Chosen {
  if (given.young !== undefined) {
    throw new InputError('usage', `--young goes with a preset; ${file} has the sizes of its JVM`);
  }
  const trace = readPageTraceFile(file);
  if (trace !== undefined) {
    requireNoOldWrites(file, given);
    const replayed = workloadFromPageTrace(trace, given.at ?? given.warmUp);
    return { costs: defaultCosts, isRecorded: true, draw: () => replayed };
  }
  const workload = workloadFromGcLog(readGcLogFile(file), {
    ...(given.warmUp === undefined ? {} : { warmUpSeconds: given.warmUp }),
    ...(given.at === undefined ? {} : { atSeconds: given.at }),
    ...(given.oldWrites === undefined ? {} : { oldWrites: given.oldWrites }),
  });
  return { costs: defaultCosts, isRecorded: true, draw: () => workload };
}
