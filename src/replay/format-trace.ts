import type { Violation } from '../system/definition.ts';
import { deadlockProperty } from '../system/deadlock.ts';
import type { Step, System } from '../system/system.ts';
import { run, type RunStep } from './run.ts';

/** Changes of memory shown in a line, and under a step that describes itself. */
const changesMax = { inLine: 4, below: 6 };

/** A failure with the run into it: a counterexample of `check`, `checkLiveness` or `fuzz`. */
export interface FormattedRun {
  /** Id of the property that is violated. */
  readonly property: string;
  readonly violation: Violation;
  readonly steps: readonly Step[];
  /** Of a run that goes on for ever: how many steps come before its loop. */
  readonly loopStart?: number;
}

/** The title of a property, liveness goal or reachable goal of `system`; the id of one that it does not have. */
export function titleOf({ properties, reachable, liveness }: System, id: string): string {
  if (id === deadlockProperty) return 'no deadlock';
  return [...properties, ...reachable, ...liveness].find((each) => each.id === id)?.title ?? id;
}

/**
 * A failure in text, as tests print it: what is wrong, then each step with the states of its process and what it
 * changed in memory. Throws if a step is not enabled.
 *
 * @example
 * ```ts
 * import { check, formatTrace } from 'skipover';
 * import { twoWorkers } from './two-workers.ts';
 *
 * const [exclusion] = check(twoWorkers).properties;
 * const [counterexample] = exclusion!.counterexamples;
 * console.log(formatTrace(twoWorkers, counterexample!)); // at most one worker is inside: ...
 * ```
 */
export function formatTrace(system: System, formatted: FormattedRun): string {
  const { property, violation, steps, loopStart } = formatted;
  const taken = run(system, steps);
  const lines = system.narrator === undefined ? fieldLines(taken) : narratedLines(taken);
  const numbered = lines.flatMap(([head, ...below], index) => [
    ...(loopStart === index ? ['      from here on, again and again:'] : []),
    `${String(index + 1).padStart(4)}  ${head}`.trimEnd(),
    ...below,
  ]);
  const after = steps.length === 0 ? 'in the first state' : `after ${steps.length} steps:`;
  const title = titleOf(system, property);
  return [
    `${title}: ${violation.failureClass}`,
    `  ${violation.detail}`,
    after,
    ...numbered,
    ...(loopStart === steps.length ? ['      and nothing more happens'] : []),
  ].join('\n');
}

/** A line for each step, with the elements of memory that it changed. */
function fieldLines(taken: readonly RunStep[]): string[][] {
  const head = headsOf(taken);
  return taken.map((step, index) => {
    const some = step.changes.slice(0, changesMax.inLine).map(({ field, index: at, to }) => {
      const element = at === 0 ? field : `${field}[${at}]`;
      return `${element}=${to}`;
    });
    const more = step.changes.length > changesMax.inLine ? ', ...' : '';
    const picked = step.choice === 0 ? '' : ` (choice ${step.choice})`;
    return [`${head[index]}${picked}  ${some.join(', ')}${more}`];
  });
}

/** A line for each step, and what the system says of it below. */
function narratedLines(taken: readonly RunStep[]): string[][] {
  const events = taken.map((step) => ({ ...step, event: step.narrated?.event ?? step.event }));
  const head = headsOf(events);
  const indent = ' '.repeat(8 + Math.max(0, ...taken.map(({ process }) => process.length)));
  return events.map(({ narrated }, index) => {
    const changes = narrated?.changes ?? [];
    const some = changes.slice(0, changesMax.below);
    const left = changes.length - some.length;
    const below = left > 0 ? [...some, `${left} more changes`] : some;
    return [head[index]!, ...below.map((line) => `${indent}${line}`)];
  });
}

/** Process, event and control states, in columns. */
function headsOf(taken: readonly Pick<RunStep, 'process' | 'event' | 'from' | 'to'>[]): string[] {
  const width = (part: 'process' | 'event'): number =>
    Math.max(0, ...taken.map((step) => step[part].length));
  const [processes, events] = [width('process'), width('event')];
  return taken.map(({ process, event, from, to }) => {
    const moved = from === to ? `in ${from}` : `${from} -> ${to}`;
    return `${process.padEnd(processes)}  ${event.padEnd(events)}  ${moved}`;
  });
}
