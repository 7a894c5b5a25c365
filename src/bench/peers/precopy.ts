import { designs } from '../../../models/design.ts';
import { scopes, type Scope } from '../../../models/scope.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import type { ProcessDefinition } from '../../system/definition.ts';
import type { System } from '../../system/system.ts';

/** Sizes of the pre-copy loop that both models are given. */
export interface PrecopySize {
  readonly frames: number;
  readonly takes: number;
  readonly frees: number;
  readonly maxIterations: number;
  readonly fewFrames: number;
  readonly trafficFactor: number;
  readonly batchFrames: number;
}

const heap = { oldPages: 1, edenPages: 1, survivorPages: 1, youngReservedPages: 3 };
const heapPages = 4;

/** skipover's own daemon, and of the guest only the steps that write, take and free frames. */
export function precopySystem(size: PrecopySize): System {
  const scope: Scope = { ...scopes.quick, ...heap, ...size, collections: 0, resizes: 0 };
  const design = designs.xen;
  const scenario = { designName: 'xen', design, hazards: [], scope };
  return scenarioSystem(scenario, writesOnly).system;
}

/** The JVM neither allocates nor collects: it writes the one page of Old that is occupied. */
function writesOnly(process: ProcessDefinition): ProcessDefinition {
  if (process.name !== 'jvm') return process;
  const never = (): boolean => false;
  const guards = { ...process.guards, edenHasRoom: never, frameIsFreeForEden: never };
  return { ...process, guards: { ...guards, allocationFails: never } };
}

/** The same sizes for `precopy.pml`. */
export function precopySwitches(size: PrecopySize): string[] {
  const limit = Math.floor(size.trafficFactor * size.frames);
  const values = {
    FRAMES: size.frames,
    WRITTEN: heap.oldPages,
    OWNED: heapPages,
    TAKES: size.takes,
    FREES: size.frees,
    ITERATIONS: size.maxIterations,
    FEW: size.fewFrames,
    SENT: limit < size.frames * size.maxIterations ? limit + 1 : 0,
    BATCH: size.batchFrames,
  };
  return Object.entries(values).map((pair) => `-D${pair.join('=')}`);
}
