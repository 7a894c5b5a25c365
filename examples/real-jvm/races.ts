import { designs, type Design, type DesignName } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { JvmSettings } from './jvm-process.ts';

/** A race of the model that is played on a real JVM. */
export interface Race {
  readonly name: string;
  /** The design whose counterexample sets the schedule, and the hazards of its search. */
  readonly design: Design;
  readonly designName: string;
  readonly hazards: readonly HazardName[];
  /** The failure whose shortest counterexample is taken. */
  readonly property: string;
  readonly failureClass: string;
  readonly guest: GuestHistory;
}

/** A JVM in which what the schedule's environment does can happen, and its life before it. */
export interface GuestHistory {
  readonly settings: JvmSettings;
  /** Commands of the program before the migration, and at the step `allocate`. */
  readonly before: readonly string[];
  readonly allocate: string;
}

const mebibyte = 2 ** 20;
const program = ['Ledger'];
const quickStart = ['-XX:TieredStopAtLevel=1'];

/** HotSpot sizes Young anew after the fifth young collection, and gives 640 frames back. */
const shrinking: GuestHistory = {
  settings: {
    heapBytes: 64 * mebibyte,
    options: [
      '-XX:+UseParallelGC',
      '-Xms48m',
      '-XX:NewSize=24m',
      '-XX:MaxNewSize=32m',
      '-XX:MinHeapSize=8m',
      '-XX:GCTimeRatio=1',
      '-XX:AdaptiveSizePolicyInitializingSteps=1',
      '-XX:MaxTenuringThreshold=0',
      ...quickStart,
    ],
    program,
  },
  before: ['fill 100 2000', ...Array.from({ length: 4 }, () => 'collect')],
  allocate: 'fill 200 1000',
};

/** Young keeps its size. What the JDK itself allocates is old after a few collections. */
const steady: GuestHistory = {
  settings: {
    heapBytes: 32 * mebibyte,
    options: [
      '-XX:+UseParallelGC',
      '-Xms32m',
      '-Xmn16m',
      '-XX:-UseAdaptiveSizePolicy',
      '-XX:MaxTenuringThreshold=1',
      ...quickStart,
    ],
    program,
  },
  before: ['collect', 'collect', 'collect', 'garbage 1000'],
  allocate: 'fill 200 1000',
};

/** G1 with so few free regions that a collection leaves live regions where they are: they turn old. */
const nearlyFull: GuestHistory = {
  settings: {
    heapBytes: 32 * mebibyte,
    options: [
      '-XX:+UseG1GC',
      '-Xms32m',
      '-Xmn20m',
      '-XX:G1HeapRegionSize=1m',
      '-XX:InitiatingHeapOccupancyPercent=100',
      '-XX:G1ReservePercent=0',
      '-XX:MaxTenuringThreshold=1',
      '-XX:ParallelGCThreads=1',
      ...quickStart,
    ],
    program,
  },
  before: ['keep 170 100000', 'collect', 'collect', 'collect'],
  allocate: 'fill 60 100000',
};

function named(designName: DesignName): { readonly design: Design; readonly designName: string } {
  return { design: designs[designName], designName };
}

/** How many of {@link races} the demonstration plays if it is not asked for all. */
export const frontPageRaces = 3;

export const races: readonly Race[] = [
  {
    name: 'free, then notify',
    ...named('published'),
    hazards: [],
    property: 'S1',
    failureClass: 'kernel frame, dirtiness lost',
    guest: shrinking,
  },
  {
    name: 'lost survivors',
    ...named('published'),
    hazards: [],
    property: 'S1',
    failureClass: 'from frame, dirtiness lost',
    guest: steady,
  },
  {
    name: 'coalesced notification',
    ...named('published'),
    hazards: [],
    property: 'D',
    failureClass: 'stuck: daemon awaitingReady',
    guest: steady,
  },
  {
    name: 'un-skip without dirtying',
    design: { ...designs.hardened, skippedFrames: 'drop' },
    designName: 'hardened:skippedFrames=drop',
    hazards: ['livePageLeavesYoung'],
    property: 'S1',
    failureClass: 'old frame, dirtiness lost',
    guest: nearlyFull,
  },
];
