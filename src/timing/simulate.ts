import type { Comparator } from '../../models/comparators.ts';
import type { Design } from '../../models/design.ts';
import type { System } from '../system/system.ts';
import { propertiesFor } from '../../properties/all.ts';
import { placeHeap } from '../migration/initial-heap.ts';
import type { MachineSize } from '../migration/machine.ts';
import { owners } from '../migration/memory.ts';
import { migrationSystem, type Migration } from '../migration/migration-system.ts';
import { progressOf, type JvmDriving } from './application-progress.ts';
import { Clock, PlainDriver, type ClockOptions } from './clock.ts';
import { following } from './comparators/following.ts';
import { FrameCosts, type FrameCostOptions } from './comparators/frame-costs.ts';
import { prepareGuest } from './comparators/guest.ts';
import { Throttle, ThrottledJvm } from './comparators/throttled.ts';
import { daemonCpuSeconds, defaultCosts, stepSeconds, wireBytes, type Costs } from './costs.ts';
import { defaultVmFrames } from './default-vm.ts';
import { FreeFrames } from './free-frames.ts';
import { JvmDriver, type JvmDriverOptions } from './jvm-driver.ts';
import { KernelDriver } from './kernel-driver.ts';
import { LoggedEnvironment, LogPosition } from './logged-environment.ts';
import type { MigrationMetrics } from './metrics.ts';
import { scatteredRuns } from './placement.ts';
import { Random } from '../foundation/random.ts';
import { Commuting } from '../migration/step-independence.ts';
import { repeatsOf } from '../migration/repeats.ts';
import { Recorder } from './recorder.ts';
import { StuckError } from './stuck-error.ts';
import { TraceDriver } from './trace-driver.ts';
import { pageBytes, requireFits, type JvmWorkload } from './workload.ts';

/** Xen 4.1's numbers (`xc_domain_save.c`, `xg_save_restore.h`). */
const xenNumbers = {
  maxIterations: 30,
  fewFrames: 50,
  trafficFactor: 3,
  batchFrames: 1024,
  migrations: 1,
};

/** Simulated seconds after which a migration counts as stuck. */
const secondsMax = 3600;
/** Nor does one end that has taken so many steps, and so many per frame: half a minute, a quarter per GiB of memory. */
const stepsMax = 2 ** 28;
const stepsPerFrameMax = 2 ** 4;

/** Budgets bound explorations only; a clocked run ends by itself. */
const unbounded = 2 ** 31;

export interface SimulateOptions {
  readonly designName: string;
  readonly design: Design;
  readonly workload: JvmWorkload;
  /** Memory of the VM. Default: 2 GiB. */
  readonly vmBytes?: number;
  readonly costs?: Costs;
  /** Default: 1. */
  readonly seed?: number;
  /** Called with the simulated time, several times a simulated second. */
  readonly onProgress?: (seconds: number) => void;
  /** The work of others that goes with the design; what it switches is in `design` already. */
  readonly comparator?: Pick<Comparator, 'frames' | 'guest'> | undefined;
  /** Takes every step by itself, also where several in a row would mean the same. Default: false. */
  readonly singly?: boolean;
}

/**
 * Migrates one full-size VM, clocked: every step is the one that was checked, taken when it is due.
 * Deterministic in its options. Cost: about one executor step per frame handled or written.
 *
 * Throws {@link StuckError} if the migration does not end.
 */
export function simulate(options: SimulateOptions): MigrationMetrics {
  const { design, comparator } = options;
  const { workload, edenCut } = prepareGuest(options.workload, comparator?.guest);
  const costs = options.costs ?? defaultCosts;
  const seed = options.seed ?? 1;
  const vmBytes = options.vmBytes ?? defaultVmFrames * pageBytes;
  const frames = Math.floor(vmBytes / pageBytes);
  requireFits(workload, frames);
  const position = new LogPosition(workload);
  const migration = fullSizeSystem({ design, workload, edenCut, frames, position, seed });
  const { system } = migration;

  const seconds = stepSeconds(system.transitions, costs, { frames, ...xenNumbers });
  const random = new Random(seed);
  const free = new FreeFrames(migration.machine);
  const given = { migration, workload, position, frames: free, random };
  const daemon = daemonDriver(migration, { costs, seconds, comparator });
  const { others } = workload;
  const alone = {
    jvm: jvmDriver(given, comparator),
    kernel: new KernelDriver(migration, { frames: free, random, others }),
  };
  const followed = following(migration, alone, { costs, seconds });
  const { jvm, kernel } = followed ?? alone;
  const recorder = new Recorder(migration, {
    taken: () => clock.taken,
    onSample: options.onProgress ?? (() => {}),
  });
  const clock: Clock = new Clock(system, {
    drivers: [
      daemon,
      new PlainDriver(system, 'destination', seconds),
      jvm,
      kernel,
      ...(followed?.paging ?? []),
      new PlainDriver(system, 'lkm', seconds),
      new PlainDriver(system, 'agent', seconds),
      new PlainDriver(system, 'procCall', seconds),
    ],
    wakeSeconds: costs.messageSeconds,
    // The agent returns from a callback without changing its state, and the JVM waits for that; so it is with
    // frames that are pushed and asked for.
    loud: new Set(['agent', 'pageServer', 'pager']),
    secondsMax,
    stepsMax: stepsMax + stepsPerFrameMax * frames,
    watches: recorder.watches,
    observe: recorder.observe,
    ...shortcuts(options, migration),
  });
  runToEnd(clock, system, options.designName);
  const metrics = recorder.metrics({
    design: options.designName,
    switches: design,
    seed,
    vmBytes,
    linkBytesPerSecond: costs.linkBytesPerSecond,
    bytesOnWire: wireBytes(costs),
    resumptionSeconds: costs.resumptionSeconds,
    daemonCpuSeconds: daemonCpuSeconds(system.transitions, clock.taken, { costs, seconds }),
    application: progressOf(jvm, recorder.suspension(costs.resumptionSeconds)),
    steps: clock.steps,
    ...(followed === undefined ? {} : { following: recorder.following(followed) }),
  });
  if (!(daemon instanceof FrameCosts)) return metrics;
  return {
    ...metrics,
    bytesSent: daemon.bytes,
    daemonCpuSeconds: metrics.daemonCpuSeconds + daemon.cpuSeconds,
  };
}

/** What may be taken at once or out of turn. A guest that waits for frames takes its steps in their turn. */
function shortcuts(
  { singly, design }: SimulateOptions,
  { system, machine }: Migration,
): Pick<ClockOptions, 'repeats' | 'commuting'> {
  if (singly === true) return {};
  const repeats = repeatsOf(system, machine, design);
  return machine.paging === undefined
    ? { repeats, commuting: new Commuting(system, machine) }
    : { repeats };
}

function runToEnd(clock: Clock, system: System, designName: string): void {
  if (clock.run(() => system.isTerminal(clock.words, 0))) return;
  throw new StuckError(
    `${designName}: the migration did not end; stuck after ${clock.steps} steps, ` +
      `at ${clock.now.toFixed(1)} simulated seconds`,
  );
}

function daemonDriver(
  { system, machine }: Migration,
  given: Pick<FrameCostOptions, 'costs' | 'seconds'> & Pick<SimulateOptions, 'comparator'>,
): PlainDriver | FrameCosts {
  const { costs, seconds, comparator } = given;
  const method = comparator?.frames;
  if (method === undefined) return new PlainDriver(system, 'daemon', seconds);
  return new FrameCosts({ system, machine, costs, seconds, method });
}

function jvmDriver(given: JvmDriverOptions, comparator: SimulateOptions['comparator']): JvmDriving {
  const { workload, migration } = given;
  const jvm = workload.trace === undefined ? new JvmDriver(given) : new TraceDriver(given);
  if (comparator?.guest !== 'throttled') return jvm;
  return new ThrottledJvm(jvm, migration.system, new Throttle(migration.machine));
}

interface FullSize {
  readonly design: Design;
  readonly workload: JvmWorkload;
  readonly frames: number;
  readonly position: LogPosition;
  readonly seed: number;
  /** Pages of Eden from here on are not backed. */
  readonly edenCut: number | undefined;
}

function fullSizeSystem(given: FullSize): Migration {
  const { design, workload, frames, position, seed, edenCut } = given;
  const { heapPages, initial, start, others } = workload;
  const size: MachineSize = {
    frames,
    heapPages,
    cachePages: 0,
    hazards: new Set(['unalignedSurvivors'] as const),
    strikes: 0,
    batchFrames: xenNumbers.batchFrames,
    tracksLeftovers: false,
    collections: unbounded,
    resizes: unbounded,
    boundaryMoves: 0,
    moves: 0,
    takes: unbounded,
    frees: unbounded,
    netlinkMessages: 3,
    // More are never on their way: each takes as long, and frames that are asked for come before.
    requestsInFlight: 16,
    numbers: xenNumbers,
  };
  return migrationSystem({
    design,
    // What a log may contain is allowed; whether it happens, the log says.
    hazards: ['unalignedSurvivors'],
    size,
    environment: ({ heap }) => new LoggedEnvironment(heap, position),
    initialize: (words, machine) => {
      const frameOf = scatteredRuns(heapPages, frames - others.frames, seed);
      placeHeap(words, machine, { initial, frameOf });
      for (let page = edenCut ?? initial.edenEnd; page < initial.edenEnd; page++) {
        machine.memory.unmap(words, page);
      }
      machine.heap.edenTop.set(words, 0, initial.youngBegin + start.allocatedPages);
      for (let held = 0; held < others.frames; held++) {
        machine.memory.owner.set(words, frames - 1 - held, owners.other);
      }
    },
    properties: (machine, controls) => propertiesFor({ machine, controls, design }),
  });
}
