import type { JvmModel } from '../model-workload.ts';
import { defaultCosts, type Costs } from '../costs.ts';

/** Where a value comes from: the paper's text, arithmetic on it, nothing, or a figure it was chosen by. */
export type Source = 'stated' | 'derived' | 'assumed' | 'fitted';

/** One number that goes into the evaluation. */
export interface Parameter {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly source: Source;
  /** The place in the paper, the arithmetic, the reason for the assumption, or the figure fitted. */
  readonly reason: string;
}

const MiB = 2 ** 20;
const GiB = 2 ** 30;

const parameter = (
  id: string,
  [value, unit]: readonly [number, string],
  [source, reason]: readonly [Source, string],
): Parameter => ({ id, value, unit, source, reason });

/** Where a value comes from, and why it is what it is. */
const assumed = (reason: string): readonly [Source, string] => ['assumed', reason];
const derived = (reason: string): readonly [Source, string] => ['derived', reason];
const stated = (where: string): readonly [Source, string] => ['stated', where];
const fitted = (figure: string): readonly [Source, string] => ['fitted', figure];

/** Numbers of the host, the link and the guest that are the same for all workloads. */
const common: readonly Parameter[] = [
  parameter('link', [125e6, 'bytes/s'], stated('5.1: gigabit Ethernet')),
  parameter('header', [229, 'bytes/frame'], derived('8 of Xen; TCP/IP over Ethernet: 78 of 1,448')),
  parameter('send', [0.5e-6, 's/frame'], fitted('derby.xen.time')),
  parameter('scan', [2e-9, 's/frame'], assumed('a bit test in a loop')),
  parameter('skip', [20e-9, 's/frame'], assumed('a few instructions and a cache miss')),
  parameter('bitmapWord', [1e-9, 's/word'], assumed('a copy from memory at 4 GB/s')),
  parameter('message', [20e-6, 's'], assumed('an event channel or netlink wake-up')),
  parameter('walk', [50e-9, 's/page'], assumed('a page-table walk of four cached levels')),
  parameter('update', [0.3e-9, 's/page'], derived('5.3: the final update took at most 300 us')),
  parameter('resumption', [0.17, 's'], stated('5.3: about 170 ms')),
  parameter(
    'sendCpu',
    [10e-6, 's/frame'],
    assumed('map, copy and write 4 KiB on an Opteron of 2.2 GHz'),
  ),
  parameter('otherFrames', [65_536, 'frames'], assumed('256 MiB of kernel, caches and processes')),
  parameter('otherHotFrames', [1000, 'frames'], assumed('statistics, timers, page cache metadata')),
  parameter('otherWrites', [2000, 'writes/s'], assumed('timer ticks and system calls of 4 vCPUs')),
  parameter(
    'otherTakes',
    [200, 'frames/s'],
    assumed('buffers and page cache; no disk or network load'),
  ),
  parameter('otherHold', [1, 's'], assumed('short-lived buffers')),
  parameter('survivorSpace', [0.05, 'of Young'], fitted('derby.xen.downtime')),
  parameter('promoted', [0.5 * MiB, 'bytes/collection'], assumed('a few long-lived objects')),
  parameter('safepoint', [0.01, 's'], assumed('where the text is silent')),
];

/** The numbers of one workload. Where one is missing, the common one of that name holds. */
const ofWorkload = (
  name: string,
  values: Readonly<Record<string, readonly [number, Source, string]>>,
) =>
  Object.entries(values).map(([key, [value, source, reason]]) =>
    parameter(`${name}.${key}`, [value, unitOf[key] ?? ''], [source, reason]),
  );

const unitOf: Readonly<Record<string, string>> = {
  young: 'bytes',
  old: 'bytes',
  period: 's',
  pause: 's',
  safepoint: 's',
  survivors: 'bytes',
  promoted: 'bytes/collection',
  hotPages: 'pages of Old',
  hotWrites: 'writes/s',
};

const threeSeconds = '4.2: a minor collection every 3 s or so at 1 GB of Young';
const nearlyAllGarbage = '4.2: over 97 % of Young is garbage';
const likeDerby = 'as derby, the other workload of its category whose figures are given';
const likeCrypto = 'as crypto, the workload of its category whose figures are given';

const workloads: readonly Parameter[] = [
  ...ofWorkload('derby', {
    young: [GiB, 'stated', '5.3'],
    old: [256 * MiB, 'assumed', '5.3: the largest Old of its category; not said how large'],
    period: [3, 'stated', threeSeconds],
    pause: [0.9, 'stated', '5.3: the enforced collection took 0.9 s'],
    survivors: [5.7 * MiB, 'fitted', 'derby.javmm.lastIteration'],
    hotPages: [64_000, 'fitted', 'derby.javmm.time'],
    hotWrites: [12_000, 'assumed', 'a database that updates rows of long-lived tables'],
  }),
  ...ofWorkload('compiler', {
    young: [512 * MiB, 'stated', '5.2'],
    old: [128 * MiB, 'assumed', '5.3: smaller than that of derby'],
    period: [1.5, 'derived', `${threeSeconds}; half of it here`],
    pause: [0.1, 'stated', '5.2: the enforced collection took 0.1 s'],
    safepoint: [0.7, 'stated', '5.2: the second-last iteration waits 0.7 s for the safepoint'],
    survivors: [12 * MiB, 'derived', nearlyAllGarbage],
    hotPages: [17_300, 'fitted', 'compiler.javmm.secondIteration'],
    hotWrites: [11_500, 'fitted', 'compiler.javmm.iterations'],
  }),
  ...ofWorkload('xml', {
    young: [1.5 * GiB, 'stated', '5.4'],
    old: [64 * MiB, 'assumed', '5.3: smaller than that of derby, and there is little room left'],
    period: [4.5, 'derived', `${threeSeconds}; half as much again here`],
    pause: [0.95, 'fitted', 'xml.javmm.downtime'],
    survivors: [5.7 * MiB, 'assumed', likeDerby],
    hotPages: [5000, 'assumed', 'a third of its Old'],
    hotWrites: [2000, 'assumed', 'documents are parsed and dropped: Old is hardly written'],
  }),
  ...ofWorkload('crypto', {
    young: [0.4 * GiB, 'stated', '5.3'],
    old: [64 * MiB, 'assumed', '4.2: Young uses most of the heap'],
    period: [1.26, 'fitted', 'crypto.reduction.traffic'],
    pause: [0.7, 'fitted', 'crypto.reduction.downtime'],
    survivors: [5 * MiB, 'derived', nearlyAllGarbage],
    hotPages: [5000, 'assumed', 'a third of its Old'],
    hotWrites: [2000, 'assumed', 'keys and buffers are short-lived: Old is hardly written'],
  }),
  ...ofWorkload('scimark', {
    young: [0.1 * GiB, 'stated', '5.3'],
    old: [512 * MiB, 'assumed', '4.2: uses more memory in Old than in Young; not said how much'],
    period: [8, 'fitted', 'scimark.reduction.traffic'],
    pause: [0.09, 'derived', '5.3: 0.9 s for the 1 GB of derby; a tenth of it here'],
    survivors: [1 * MiB, 'assumed', 'what stays is old enough to be promoted'],
    promoted: [24 * MiB, 'fitted', 'scimark.javmm.downtime'],
    hotPages: [34_000, 'fitted', 'scimark.xen.downtime'],
    hotWrites: [100_000, 'assumed', 'numerical kernels sweep their arrays without a pause'],
  }),
  ...ofWorkload('sunflow', {
    young: [GiB, 'stated', '4.2: grows to the maximum of 1 GB'],
    old: [64 * MiB, 'assumed', '5.3: smaller than that of derby'],
    period: [3, 'stated', threeSeconds],
    pause: [0.9, 'assumed', likeDerby],
    survivors: [5.7 * MiB, 'assumed', likeDerby],
    hotPages: [5000, 'assumed', 'a third of its Old'],
    hotWrites: [2000, 'assumed', 'a scene is read, not written'],
  }),
  ...['serial', 'mpeg', 'compress'].flatMap((name) =>
    ofWorkload(name, {
      young: [0.4 * GiB, 'assumed', likeCrypto],
      old: [64 * MiB, 'assumed', likeCrypto],
      period: [1.26, 'assumed', likeCrypto],
      pause: [0.7, 'assumed', likeCrypto],
      survivors: [5 * MiB, 'derived', nearlyAllGarbage],
      hotPages: [5000, 'assumed', likeCrypto],
      hotWrites: [2000, 'assumed', likeCrypto],
    }),
  ),
];

/** Every number of the evaluation, in one list: what is fitted was fixed before it was run. */
export const paperParameters: readonly Parameter[] = [...common, ...workloads];

export const presetNames = [
  'derby',
  'compiler',
  'xml',
  'sunflow',
  'serial',
  'crypto',
  'mpeg',
  'compress',
  'scimark',
] as const;
export type PresetName = (typeof presetNames)[number];

/** Looks parameters up by id. */
export type Values = ReadonlyMap<string, number>;

export function valuesOf(parameters: readonly Parameter[]): Values {
  return new Map(parameters.map(({ id, value }) => [id, value]));
}

/** What the host and the link cost in the paper's testbed. */
export function paperCosts(values: Values): Costs {
  const value = (id: string): number => values.get(id)!;
  return {
    ...defaultCosts,
    linkBytesPerSecond: value('link'),
    headerBytes: value('header'),
    sendSeconds: value('send'),
    scanSeconds: value('scan'),
    skipSeconds: value('skip'),
    bitmapWordSeconds: value('bitmapWord'),
    messageSeconds: value('message'),
    walkSeconds: value('walk'),
    updateSeconds: value('update'),
    resumptionSeconds: value('resumption'),
    sendCpuSeconds: value('sendCpu'),
  };
}

/** One of the paper's workloads. */
export function presetModel(name: PresetName, values: Values): JvmModel {
  const of = (key: string): number => values.get(`${name}.${key}`) ?? values.get(key)!;
  return {
    name,
    youngBytes: of('young'),
    survivorSpaceShare: of('survivorSpace'),
    oldBytes: of('old'),
    periodSeconds: of('period'),
    pauseSeconds: of('pause'),
    reachingSafepointSeconds: of('safepoint'),
    survivorBytes: of('survivors'),
    promotedBytes: of('promoted'),
    oldWrites: [{ pages: Math.round(of('hotPages')), perSecond: of('hotWrites') }],
    others: {
      frames: Math.round(of('otherFrames')),
      hotFrames: Math.round(of('otherHotFrames')),
      writesPerSecond: of('otherWrites'),
      takesPerSecond: of('otherTakes'),
      holdSeconds: of('otherHold'),
    },
  };
}
