import { chartPaths } from '../../statecharts/chart-paths.ts';
import type { System } from '../../system/system.ts';

/** What a path may be asked to show of one process. */
export type GoalKind = 'state' | 'transition' | 'pair' | 'guard';

/** Transitions are positions in `System.transitions`. */
export interface Goal {
  readonly kind: GoalKind;
  readonly process: string;
  /** In words, and unique within the system. */
  readonly name: string;
  /** A control state; of the process of that name. */
  readonly state?: number;
  /** The transition taken, or whose guard is asked; of a pair the second. */
  readonly transition?: number;
  /** Of a pair, the step of the same process before. */
  readonly before?: number;
  /** Of a guard, how it comes out. */
  readonly holds?: boolean;
  /** Whether the chart alone, with every guard open, has a path to it. */
  readonly inChart: boolean;
}

/**
 * All goals of a system, process by process: every control state, every transition, every two
 * transitions that a process may take one after the other, every guard that holds and that fails.
 * Transitions for messages without a row are none: they are violations of S7.
 */
export function goalsOf(system: System): Goal[] {
  return system.processes.flatMap(({ name: process, table }) => {
    const reachable = chartPaths(table);
    const rows = system.transitions.flatMap(({ id, rule, process: owner }) =>
      owner === process && rule !== undefined
        ? [{ id, rule, inChart: reachable.has(rule.source) }]
        : [],
    );
    const titles = new Map(rows.map(({ id, rule }) => [id, titleOf(table.states, rule)]));
    const of = (
      kind: GoalKind,
      name: string,
      rest: Partial<Goal> & Pick<Goal, 'inChart'>,
    ): Goal => ({
      kind,
      process,
      name: `${process}: ${name}`,
      ...rest,
    });
    return [
      ...table.states.map((state, id) =>
        of('state', `in ${state}`, { state: id, inChart: reachable.has(id) }),
      ),
      ...rows.map(({ id, inChart }) =>
        of('transition', titles.get(id)!, { transition: id, inChart }),
      ),
      ...rows.flatMap((first) =>
        rows
          .filter(({ rule }) => rule.source === first.rule.target)
          .map(({ id }) =>
            of('pair', `${titles.get(first.id)!}, then ${titles.get(id)!}`, {
              before: first.id,
              transition: id,
              inChart: first.inChart,
            }),
          ),
      ),
      ...rows.flatMap(({ id, rule, inChart }) =>
        rule.guard === undefined
          ? []
          : [true, false].map((holds) =>
              of('guard', `${titles.get(id)!}: the guard ${holds ? 'holds' : 'fails'}`, {
                transition: id,
                holds,
                inChart,
              }),
            ),
      ),
    ];
  });
}

function titleOf(
  states: readonly string[],
  {
    source,
    event,
    guard,
    target,
  }: { source: number; event: string; guard: string | undefined; target: number },
): string {
  const condition = guard === undefined ? '' : ` [${guard}]`;
  return `${states[source]} ${event}${condition} -> ${states[target]}`;
}
