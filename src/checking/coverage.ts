import type { GuardCounts } from '../system/compile.ts';
import type { System } from '../system/system.ts';

/** How a search exercised one chart. Counts are of steps taken, once per explored state. */
export interface ProcessCoverage {
  readonly process: string;
  readonly states: readonly { readonly state: string; readonly visited: boolean }[];
  readonly transitions: readonly TransitionCoverage[];
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
export class CoverageCounts implements GuardCounts {
  readonly taken: Float64Array;
  readonly held: Float64Array;
  readonly failed: Float64Array;

  constructor(system: System) {
    this.taken = new Float64Array(system.transitions.length);
    this.held = new Float64Array(system.transitions.length);
    this.failed = new Float64Array(system.transitions.length);
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
