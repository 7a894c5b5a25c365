import type { StepCounts } from '../../system/successors.ts';
import type { System } from '../../system/system.ts';

/** How a search exercised one chart. Counts are of steps taken, once per explored state. */
export interface ProcessCoverage {
  readonly process: string;
  readonly states: readonly { readonly state: string; readonly visited: boolean }[];
  readonly transitions: readonly TransitionCoverage[];
  /** Of a machine among actors: every two transitions that may follow one another, as positions in `transitions`. */
  readonly pairs?: {
    readonly taken: readonly (readonly [number, number])[];
    readonly missing: readonly (readonly [number, number])[];
  };
}

export interface TransitionCoverage {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  readonly guard?: string;
  /** Which arrow of the drawing: the state node that declares it and its place there. */
  readonly declaredAt: string;
  readonly taken: number;
  /** How often the guard was asked and held, and was asked and failed; absent without a guard. */
  readonly guardHeld?: number;
  readonly guardFailed?: number;
}

/** Counts what a search does, for {@link coverageOf}. */
export class CoverageCounts implements StepCounts {
  readonly taken: Float64Array;
  readonly held: Float64Array;
  readonly failed: Float64Array;

  /** `memory`: `bytesFor` bytes that threads share; memory of its own where it is not given. */
  constructor(system: System, memory?: SharedArrayBuffer) {
    const { length } = system.transitions;
    const buffer = memory ?? new ArrayBuffer(CoverageCounts.bytesFor(system));
    this.taken = new Float64Array(buffer, 0, length);
    this.held = new Float64Array(buffer, length * 8, length);
    this.failed = new Float64Array(buffer, length * 16, length);
  }

  static bytesFor(system: System): number {
    return system.transitions.length * 3 * 8;
  }
}

/** Adds what was counted elsewhere. */
export function addCounts(
  sum: StepCounts,
  counts: Readonly<Record<'taken' | 'held' | 'failed', ArrayLike<number>>>,
): void {
  for (const kind of ['taken', 'held', 'failed'] as const) {
    for (let at = 0; at < sum[kind].length; at++) sum[kind][at]! += counts[kind][at]!;
  }
}

/** Coverage of every chart by states, transitions and guard outcomes. Start states are not counted
 * as reached by a step. */
export function coverageOf(system: System, counts: CoverageCounts): ProcessCoverage[] {
  return system.processes.map(({ name, table }) => {
    const visited = new Set([table.initial]);
    const transitions: TransitionCoverage[] = [];
    for (const { id, process, rule } of system.transitions) {
      if (process !== name || rule === undefined) continue;
      const taken = counts.taken[id]!;
      if (taken > 0) visited.add(rule.target);
      transitions.push({
        from: table.states[rule.source]!,
        event: rule.event,
        to: table.states[rule.target]!,
        ...(rule.guard === undefined
          ? {}
          : { guard: rule.guard, guardHeld: counts.held[id]!, guardFailed: counts.failed[id]! }),
        declaredAt: rule.declaredAt,
        taken,
      });
    }
    const states = table.states.map((state, id) => ({ state, visited: visited.has(id) }));
    return { process: name, states, transitions };
  });
}
