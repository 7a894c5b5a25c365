import { countBits } from '../layout/bitmap.ts';
import type { Migration } from '../migration/migration-system.ts';
import {
  actionsOf,
  type GuardOf,
  type ProcessAction,
  type StateOf,
} from '../migration/chart-names.ts';
import { framesFollow } from '../migration/switchover.ts';
import type { Rule } from '../statecharts/rule-table.ts';
import { askedAt } from '../system/asked-at.ts';
import type { Transition } from '../system/compile.ts';
import { lostFrames } from '../../properties/lost-page.ts';
import type { Suspension } from './application-progress.ts';
import type { wireBytes } from './costs.ts';
import type {
  DirtySample,
  Downtime,
  Following,
  IterationMetrics,
  MigrationMetrics,
} from './metrics.ts';

type Moment =
  | 'none'
  | 'batch'
  | 'start'
  | 'clean'
  | 'complete'
  | 'request'
  | 'safepoint'
  | 'ended'
  | 'ready'
  | 'pause'
  | 'activating'
  | 'moves'
  | 'asked'
  | 'arrived'
  | 'resumed'
  | 'stop';

/** Steps that are only counted. */
type Counted = 'sendFrame' | 'skipFrame' | 'passOverFrame';
type Counts = Readonly<Record<Counted, number>>;

const lostFramesNamed = 20;
const sampleSeconds = 0.25;
/** Larger VMs are sampled so much less often as they are larger: a sample counts the bits of all frames. */
const framesSampledOften = 2 ** 22;

/** Turns the steps of a clocked run into metrics. Watches; never writes. */
export class Recorder {
  readonly #migration: Migration;
  readonly #moments: readonly Moment[];
  readonly #iterations: IterationMetrics[] = [];
  readonly #times = new Map<Moment, number>();
  #stoppedBy: MigrationMetrics['stoppedBy'] = 'iterations';
  readonly #taken: () => Float64Array;
  readonly #onSample: (seconds: number) => void;
  readonly #counted: Readonly<Record<Counted | 'compressFrame', readonly number[]>>;
  /** Counts at the end of the iteration before. */
  #before: Counts = { sendFrame: 0, skipFrame: 0, passOverFrame: 0 };
  #start = 0;
  #cachedPages = 0;
  /** Frames that were skipped where the rest follows. */
  #behind = 0;
  readonly #dirty: DirtySample[] = [];
  #nextSample = 0;
  #lost: ReturnType<typeof lostFrames> = [];
  readonly #violations: { property: string; detail: string }[] = [];

  /** `taken`: how often each transition was taken so far, as the clock counts it. */
  constructor(
    migration: Migration,
    given: { readonly taken: () => Float64Array; readonly onSample: (seconds: number) => void },
  ) {
    this.#migration = migration;
    this.#taken = given.taken;
    this.#onSample = given.onSample;
    const { transitions } = migration.system;
    const { states } = migration.system.process('daemon').table;
    const follows = framesFollow(migration.design);
    this.#moments = transitions.map((transition) => {
      const moment = momentOf(transition, states);
      // Elsewhere nothing ends there: the last iteration did a step before.
      return moment === 'asked' && !follows ? 'none' : moment;
    });
    const doing = (action: ProcessAction): number[] =>
      transitions.filter((each) => actionsOf(each).includes(action)).map(({ id }) => id);
    this.#counted = {
      sendFrame: [...doing('daemon sendFrame'), ...doing('pageServer pushFrame')],
      compressFrame: doing('daemon compressFrame'),
      skipFrame: doing('daemon skipFrame'),
      passOverFrame: doing('daemon passOverFrame'),
    };
  }

  /** Which steps {@link observe} needs. */
  readonly watches = ({ id }: Transition): boolean => this.#moments[id] !== 'none';

  readonly observe = (words: Uint32Array, now: number, transition: number): void => {
    const moment = this.#moments[transition]!;
    if (moment === 'none') return;
    if (moment === 'batch' && now < this.#nextSample) return;
    this.#sample(words, now);
    if (moment !== 'batch') this.#mark(words, now, transition);
  };

  #sample(words: Uint32Array, seconds: number): void {
    const { dirty, send } = this.#migration.machine.memory;
    this.#nextSample = seconds + sampleSeconds * Math.max(1, dirty.length / framesSampledOften);
    this.#onSample(seconds);
    this.#dirty.push({
      seconds,
      dirtyFrames: countBits(words, dirty),
      pendingFrames: countBits(words, send),
    });
  }

  #mark(words: Uint32Array, now: number, transition: number): void {
    const moment = this.#moments[transition]!;
    // What the guest does once it has been suspended is no part of the downtime.
    if (ofGuest.has(moment) && this.#times.has('pause')) return;
    this.#times.set(moment, now);
    const { rule } = this.#migration.system.transitions[transition]!;
    // Threads that an baseline collection has stopped already do not wait for the enforced one yet.
    if (moment === 'ended' && !this.#times.has('safepoint')) this.#times.set('request', now);
    if (moment === 'start' || moment === 'clean') this.#start = now;
    if (moment === 'moves') this.#behind = this.#countBehind(words);
    if (moment === 'resumed') this.#start = now;
    if (moment === 'complete' || moment === 'activating') this.#finishIteration(words, now);
    if (moment === 'arrived') this.#finishFollowing(now);
    if (moment === 'stop') this.#stoppedBy = stopTests[daemonGuard(rule)!] ?? 'iterations';
    if (moment === 'pause') this.#cachedPages = this.#countCached(words);
    const isEnd = moment === 'activating' || moment === 'arrived';
    if (moment === 'pause' || isEnd) this.#judge(words);
    if (isEnd) this.#lost = lostFrames(this.#migration.machine, words);
  }

  #count(action: Counted | 'compressFrame'): number {
    const taken = this.#taken();
    return this.#counted[action].reduce((sum, id) => sum + taken[id]!, 0);
  }

  #countCached(words: Uint32Array): number {
    const { cache, heapPages } = this.#migration.machine.memory;
    let cached = 0;
    for (let page = 0; page < heapPages; page++) if (cache.get(words, page) !== 0) cached++;
    return cached;
  }

  /** Frames that are stale and do not follow: skipped. */
  #countBehind(words: Uint32Array): number {
    const { stale, send } = this.#migration.machine.memory;
    let behind = 0;
    for (let frame = 0; frame < stale.length; frame++) {
      if (stale.get(words, frame) === 1 && send.get(words, frame) === 0) behind++;
    }
    return behind;
  }

  /** What follows the VM is the last iteration, which runs while the VM does, at the destination. */
  #finishFollowing(now: number): void {
    const sendFrame = this.#count('sendFrame');
    this.#iterations.push({
      number: this.#iterations.length + 1,
      startSeconds: this.#start,
      seconds: now - this.#start,
      framesSent: sendFrame - this.#before.sendFrame,
      framesSkipped: this.#behind,
      framesPassedOver: 0,
      framesDirtyAtEnd: 0,
    });
    this.#before = { ...this.#before, sendFrame };
  }

  #finishIteration(words: Uint32Array, now: number): void {
    // A VM that moves at once makes no iteration before.
    if (this.#migration.design.switchover === 'atOnce') return;
    const { memory, daemon } = this.#migration.machine;
    const counts = {
      sendFrame: this.#count('sendFrame'),
      skipFrame: this.#count('skipFrame'),
      passOverFrame: this.#count('passOverFrame'),
    };
    this.#iterations.push({
      number: daemon.iteration.get(words, 0),
      startSeconds: this.#start,
      seconds: now - this.#start,
      framesSent: counts.sendFrame - this.#before.sendFrame,
      framesSkipped: counts.skipFrame - this.#before.skipFrame,
      framesPassedOver: counts.passOverFrame - this.#before.passOverFrame,
      framesDirtyAtEnd: countBits(words, memory.dirty),
    });
    this.#before = counts;
  }

  /** Asserts every property at the moment at which it must hold. Lost pages are counted apart. */
  #judge(words: Uint32Array): void {
    const { system } = this.#migration;
    for (const property of system.properties) {
      if (property.id === 'S1') continue;
      if (!askedAt(system, property)(words)) continue;
      const violation = property.violation(words);
      if (violation === undefined) continue;
      this.#violations.push({ property: property.id, detail: violation.detail });
    }
  }

  /** When the VM was suspended, when it ran at the destination, and when the migration was over, in seconds. */
  suspension(resumptionSeconds: number): Suspension {
    const from = this.#at('pause');
    if (this.#times.has('arrived')) {
      return { from, to: this.#at('resumed'), end: this.#at('arrived') };
    }
    const to = this.#at('activating') + resumptionSeconds;
    return { from, to, end: to };
  }

  metrics(given: GivenMetrics): MigrationMetrics {
    const { bytesOnWire, resumptionSeconds, ...rest } = given;
    const { frames, method } = this.#migration.machine.memory;
    const assisted = this.#times.has('ready');
    const { from, to, end } = this.suspension(resumptionSeconds);
    const lastSent = this.#at(this.#times.has('arrived') ? 'asked' : 'activating');
    const downtime: Downtime = {
      safepointWait: assisted ? this.#at('safepoint') - this.#at('request') : 0,
      enforcedCollection: assisted ? this.#at('ready') - this.#at('safepoint') : 0,
      finalUpdate: assisted ? from - this.#at('ready') : 0,
      lastIteration: lastSent - from,
      resumption: this.#times.has('arrived') ? to - lastSent : resumptionSeconds,
    };
    const framesSent = this.#before.sendFrame;
    const compressed = this.#count('compressFrame');
    return {
      ...rest,
      seconds: end,
      framesSent,
      bytesSent:
        (framesSent - compressed) * bytesOnWire.plain + compressed * bytesOnWire.compressed,
      iterations: this.#iterations,
      stoppedBy: this.#stoppedBy,
      downtime,
      downtimeSeconds: Object.values(downtime).reduce((sum, part) => sum + part, 0),
      memory: {
        transferBitmapBytes: assisted ? Math.ceil(frames / 8) * (method === undefined ? 1 : 2) : 0,
        pfnCacheBytes: this.#cachedPages * pfnCacheEntryBytes,
      },
      dirty: this.#dirty,
      lost: { count: this.#lost.length, first: this.#lost.slice(0, lostFramesNamed) },
      violations: this.#violations,
    };
  }

  /** What became of a VM that its frames followed. */
  following({ faults, jvm }: FaultTotals): Following {
    const { to, end } = this.suspension(0);
    return { seconds: end - to, faults: faults.count, stalledSeconds: jvm.stalledSeconds };
  }

  #at(moment: Moment): number {
    return this.#times.get(moment) ?? NaN;
  }
}

/** Paper 3.3.4: 4-byte entries. */
const pfnCacheEntryBytes = 4;

/** What the drivers of a guest have counted that its frames followed. */
interface FaultTotals {
  readonly faults: { readonly count: number };
  readonly jvm: { readonly stalledSeconds: number };
}

/** What the recorder cannot see. */
type GivenMetrics = Pick<
  MigrationMetrics,
  | 'design'
  | 'switches'
  | 'seed'
  | 'vmBytes'
  | 'linkBytesPerSecond'
  | 'daemonCpuSeconds'
  | 'application'
  | 'steps'
  | 'following'
> & { readonly bytesOnWire: ReturnType<typeof wireBytes>; readonly resumptionSeconds: number };

const stopTests: Readonly<Partial<Record<GuardOf<'daemon'>, MigrationMetrics['stoppedBy']>>> = {
  iterationsAreUsedUp: 'iterations',
  fewFramesAreLeft: 'fewFrames',
  trafficIsUsedUp: 'traffic',
  switchesOver: 'switchover',
};

const ofGuest: ReadonlySet<Moment> = new Set(['request', 'safepoint', 'ended', 'ready']);

const byAction: Readonly<Partial<Record<ProcessAction, Moment>>> = {
  'daemon peekBatch': 'batch',
  'pageServer pushFrame': 'batch',
  'daemon cleanForSwitchover': 'moves',
  'daemon askDestination': 'asked',
  'daemon startAttempt': 'start',
  'daemon cleanForNextIteration': 'clean',
  'daemon cleanForLastIteration': 'clean',
  'daemon pauseVm': 'pause',
  'destination runVm': 'resumed',
  'agent requestCollection': 'request',
  'jvm beginEnforcedCollection': 'safepoint',
  'jvm endCollection': 'ended',
  'agent sendReady': 'ready',
  'agent sendReadyWithEverything': 'ready',
};

/** The guard of a rule of the daemon's chart. */
function daemonGuard(rule: Rule | undefined): GuardOf<'daemon'> | undefined {
  return rule?.guard as GuardOf<'daemon'> | undefined;
}

function momentOf(transition: Transition, daemonStates: readonly string[]): Moment {
  const { process, rule } = transition;
  for (const action of actionsOf(transition)) {
    const moment = byAction[action];
    if (moment !== undefined) return moment;
  }
  const guard = process === 'daemon' ? daemonGuard(rule) : undefined;
  if (rule === undefined || guard === undefined) return 'none';
  if (guard === 'everyFrameHasArrived') return 'arrived';
  if (guard in stopTests) return 'stop';
  if (guard !== 'everyFrameScanned') return 'none';
  const target = daemonStates[rule.target] as StateOf<'daemon'>;
  return target === 'activating' ? 'activating' : 'complete';
}
