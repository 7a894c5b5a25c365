import type { Queue } from '../system/channel.ts';
import type { Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import type { Environment } from './environment.ts';
import type { Heap } from './heap.ts';
import type { Memory } from './memory.ts';
import type { Strikes } from './hazard-budgets.ts';

/** What the JVM chart's guards and actions work on. */
export interface JvmBinding {
  readonly memory: Memory;
  readonly heap: Heap;
  readonly environment: Environment;
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  readonly agentAssists: (words: Uint32Array) => boolean;
  readonly strikes: Strikes;
  readonly toLkm: Queue;
  readonly fromLkm: Queue;
  /** No /proc write of the process is under way: it pins the caller's memory. */
  readonly noCallIsUnderWay: (words: Uint32Array) => boolean;
}

/** States of the JVM in which a collection, or the exit, is under way. */
export const collectionStates = [
  'collecting',
  'compacting',
  'sizing',
  'unmapping',
  'exiting',
] as const;
