import { countBits } from '../layout/bitmap.ts';
import type { Migration } from '../migration/migration-system.ts';
import type { Rule } from '../statecharts/rule-table.ts';
import { askedAt } from '../system/asked-at.ts';
import { lostFrames } from '../../properties/lost-page.ts';
import type { Downtime, IterationMetrics, MigrationMetrics } from './metrics.ts';

type Moment =
  | 'none'
  | 'send'
  | 'skip'
  | 'passOver'
  | 'start'
  | 'clean'
  | 'whole'
  | 'request'
  | 'safepoint'
  | 'ready'
  | 'pause'
  | 'activating'
  | 'resumed'
  | 'stop';

const lostFramesNamed = 20;

/** Turns the steps of a clocked run into metrics. Watches; never writes. */
export class Recorder {
  readonly #migration: Migration;
  readonly #moments: readonly Moment[];
  readonly #iterations: IterationMetrics[] = [];
  readonly #times = new Map<Moment, number>();
  #stoppedBy: MigrationMetrics['stoppedBy'] = 'iterations';
  #sent = 0;
  #skipped = 0;
  #passedOver = 0;
  #start = 0;
  #framesSent = 0;
  #lost: ReturnType<typeof lostFrames> = [];
  readonly #violations: { property: string; detail: string }[] = [];

  constructor(migration: Migration) {
    this.#migration = migration;
    const { transitions } = migration.system;
    const { states } = migration.system.process('daemon').table;
    this.#moments = transitions.map(({ process, rule }) =>
      rule === undefined ? 'none' : momentOf(process, rule, states),
    );
  }

  readonly observe = (words: Uint32Array, now: number, transition: number): void => {
    const moment = this.#moments[transition]!;
    if (moment === 'none') return;
    if (moment === 'send') this.#sent++;
    else if (moment === 'skip') this.#skipped++;
    else if (moment === 'passOver') this.#passedOver++;
    else this.#mark(words, now, transition);
  };

  #mark(words: Uint32Array, now: number, transition: number): void {
    const moment = this.#moments[transition]!;
    this.#times.set(moment, now);
    const { rule } = this.#migration.system.transitions[transition]!;
    if (moment === 'start' || moment === 'clean') this.#start = now;
    if (moment === 'whole' || moment === 'activating') this.#finishIteration(words, now);
    if (moment === 'stop') this.#stoppedBy = stopTests[rule?.guard ?? ''] ?? 'iterations';
    if (moment === 'pause' || moment === 'activating') this.#judge(words);
    if (moment === 'activating') this.#lost = lostFrames(this.#migration.machine, words);
  }

  #finishIteration(words: Uint32Array, now: number): void {
    const { memory, daemon } = this.#migration.machine;
    this.#iterations.push({
      number: daemon.iteration.get(words, 0),
      startSeconds: this.#start,
      seconds: now - this.#start,
      framesSent: this.#sent,
      framesSkipped: this.#skipped,
      framesPassedOver: this.#passedOver,
      framesDirtyAtEnd: countBits(words, memory.dirty),
    });
    this.#framesSent += this.#sent;
    this.#sent = 0;
    this.#skipped = 0;
    this.#passedOver = 0;
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

  metrics(given: {
    readonly design: string;
    readonly switches: Readonly<Record<string, string>>;
    readonly vmBytes: number;
    readonly linkBytesPerSecond: number;
    readonly frameBytesOnWire: number;
    readonly resumptionSeconds: number;
    readonly steps: number;
  }): MigrationMetrics {
    const { frameBytesOnWire, resumptionSeconds, ...rest } = given;
    const at = (moment: Moment): number => this.#times.get(moment) ?? NaN;
    const assisted = this.#times.has('ready');
    const downtime: Downtime = {
      safepointWait: assisted ? at('safepoint') - at('request') : 0,
      enforcedCollection: assisted ? at('ready') - at('safepoint') : 0,
      finalUpdate: assisted ? at('pause') - at('ready') : 0,
      lastIteration: at('activating') - at('pause'),
      resumption: resumptionSeconds,
    };
    return {
      ...rest,
      seconds: at('activating') + resumptionSeconds,
      framesSent: this.#framesSent,
      bytesSent: this.#framesSent * frameBytesOnWire,
      iterations: this.#iterations,
      stoppedBy: this.#stoppedBy,
      downtime,
      downtimeSeconds: Object.values(downtime).reduce((sum, part) => sum + part, 0),
      lost: { count: this.#lost.length, first: this.#lost.slice(0, lostFramesNamed) },
      violations: this.#violations,
    };
  }
}

const stopTests: Readonly<Record<string, MigrationMetrics['stoppedBy']>> = {
  iterationsAreUsedUp: 'iterations',
  fewFramesAreLeft: 'fewFrames',
  trafficIsUsedUp: 'traffic',
};

const byAction: Readonly<Record<string, Moment>> = {
  'daemon sendFrame': 'send',
  'daemon skipFrame': 'skip',
  'daemon passOverFrame': 'passOver',
  'daemon startAttempt': 'start',
  'daemon cleanForNextIteration': 'clean',
  'daemon cleanForLastIteration': 'clean',
  'daemon pauseVm': 'pause',
  'daemon runAtDestination': 'resumed',
  'agent requestCollection': 'request',
  'jvm beginEnforcedCollection': 'safepoint',
  'agent sendReady': 'ready',
  'agent sendReadyWithEverything': 'ready',
};

function momentOf(process: string, rule: Rule, daemonStates: readonly string[]): Moment {
  for (const action of rule.actions) {
    const moment = byAction[`${process} ${action}`];
    if (moment !== undefined) return moment;
  }
  if (process !== 'daemon' || rule.guard === undefined) return 'none';
  if (rule.guard in stopTests) return 'stop';
  if (rule.guard !== 'everyFrameScanned') return 'none';
  return daemonStates[rule.target] === 'activating' ? 'activating' : 'whole';
}
