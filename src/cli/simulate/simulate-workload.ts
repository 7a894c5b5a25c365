import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { defaultVmFrames } from '../../timing/default-vm.ts';
import { factsOf } from '../../timing/fact.ts';
import { workloadOfModel, type JvmModel } from '../../timing/model-workload.ts';
import {
  paperCosts,
  paperParameters,
  presetModel,
  presetNames,
  valuesOf,
  type PresetName,
} from '../../timing/paper/parameters.ts';
import { pageBytes, requireFits, type JvmWorkload } from '../../timing/workload.ts';
import { packageFolder } from '../files/files.ts';
import { recordedWorkload } from './recorded-workload.ts';
import type { ChosenWorkload, WorkloadArguments } from './workload-arguments.ts';

/** The recording that is migrated where no other is named: Derby under the Parallel collector. */
function defaultWorkloadFile(): string {
  return join(packageFolder(), 'src/timing/recordings/derby-parallel.gc.log.gz');
}

/**
 * Finds or reads the workload. A VM that nobody has sized has 2 GiB, or what a larger heap needs.
 *
 * Throws `InputError('usage')` on sizes that make no sense together, and `InputError('data')` on a file that is no
 * recording or does not fit into the VM that was asked for.
 */
export async function chooseWorkload(given: WorkloadArguments): Promise<ChosenWorkload> {
  const defaultFrames = Math.floor((given.vm ?? defaultVmFrames * pageBytes) / pageBytes);
  requireSizes(given, defaultFrames);
  const named = given.workload ?? [];
  const names = named.length > 0 ? named : [defaultWorkloadFile()];
  const [name = ''] = names;
  const isPreset = names.length === 1 && (presetNames as readonly string[]).includes(name);
  if (names.length === 1 && !isPreset && /^[a-z]+$/i.test(name) && !existsSync(name)) {
    throw unknownName('workload or file', name, { allowed: presetNames, kind: 'data' });
  }
  if (isPreset) requireNoOldWrites(name, given);
  const chosen = isPreset
    ? preset(name as PresetName, given, defaultFrames)
    : await recordedWorkload(names, given);
  const link = given.link === undefined ? {} : { linkBytesPerSecond: given.link };
  const first = chosen.draw(1);
  const frames = given.vm === undefined ? framesFor(first, defaultFrames) : defaultFrames;
  requireFits(first, frames);
  const sized = frames === defaultFrames ? chosen : { ...chosen, draw: withVmNote(chosen, frames) };
  const vmBytes = given.vm ?? frames * pageBytes;
  return { ...sized, vmBytes, costs: { ...chosen.costs, ...link } };
}

/** The next power of two that has room for the heap and the rest of the guest. */
function framesFor({ heapPages, others }: JvmWorkload, least: number): number {
  const needed = heapPages + others.frames;
  return needed <= least ? least : 2 ** Math.ceil(Math.log2(needed));
}

function withVmNote({ draw }: Chosen, frames: number): ChosenWorkload['draw'] {
  const note =
    `the VM has ${(frames * pageBytes) / 2 ** 30} GiB, which the heap and the rest of the guest need ` +
    '(--vm)';
  return (seed) => {
    const workload = draw(seed);
    return { ...workload, assumptions: [...workload.assumptions, note] };
  };
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
  const reported = (assumed: boolean): string[] =>
    own
      .filter(({ source }) => (source === 'assumed') === assumed)
      .map(
        ({ id, value, unit, source, reason }) => `${id} = ${value} ${unit} (${source}: ${reason})`,
      );
  return {
    costs: paperCosts(values),
    kind: 'model',
    draw: (seed) => ({
      ...workloadOfModel(model, frames, { seed, ...start }),
      facts: factsOf('derived', reported(false)),
      assumptions: reported(true),
    }),
  };
}

function requireNoOldWrites(name: string, { oldWrites }: WorkloadArguments): void {
  if (oldWrites === undefined) return;
  throw new InputError(
    'usage',
    `--old-writes goes with a GC log, which does not contain them; ${name} does`,
  );
}
