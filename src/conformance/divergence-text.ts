import type { System } from '../system/system.ts';
import type { FoundDivergence } from './conform.ts';
import { differenceText, type Divergence } from './divergence.ts';
import { lanesOf, type LaneRow } from './lanes.ts';
import type { JudgeResult } from './log-judge.ts';
import { stepText } from './named-step.ts';

/** Changes that a line of a lane lists. */
const changesMax = 3;
/** Last steps of a run that are printed. */
const stepsMax = 40;

/** A divergence of a driven implementation, as a person reads it: no line is over 80 columns but for names. */
export function divergenceText(system: System, name: string, found: FoundDivergence): string {
  const { divergence, steps, shown, schedule, stepsBefore, repeats } = found;
  const rows = lanesOf(system, steps, shown);
  const { runs, diverged } = repeats;
  const repeated =
    diverged === runs
      ? `Schedule ${schedule} of ${stepsBefore} steps, minimized to ${steps.length}.`
      : `NOT DETERMINISTIC: of ${runs} more runs of the same schedule ${diverged} diverged. Not minimized.`;
  return [
    `${name} diverges at step ${divergence.position}: ${divergence.detail}`,
    '',
    ...laneLines(rows),
    '',
    ...explanation(divergence),
    repeated,
  ].join('\n');
}

/** A log that the model does not explain, as a person reads it. */
export function judgementText({ divergence, explained, run }: JudgeResult): string {
  if (divergence === undefined) return '';
  const last = run.slice(-stepsMax);
  const lines = last.map((step) => {
    const line = step.line === undefined ? '   (not logged)' : `line ${step.line}`;
    return `  ${line.padEnd(14)} ${stepText(step)}`;
  });
  const left = run.length - last.length;
  return [
    `line ${divergence.position} is not explained: ${divergence.detail}`,
    ...(explained === 0
      ? []
      : [
          `A run that explains the ${explained === 1 ? 'line' : `${explained} lines`} before it${left > 0 ? `, its last ${last.length} steps` : ''}:`,
          ...lines,
          '',
        ]),
    ...explanation(divergence),
  ].join('\n');
}

function laneLines(rows: readonly LaneRow[]): string[] {
  const cells = rows.map((row) => {
    const moved = row.from === row.to ? row.from : `${row.from} -> ${row.to}`;
    return {
      step: stepText(row),
      model: [moved, some(row.model)].filter((part) => part !== '').join('  '),
      implementation: row.implementation === undefined ? '' : shownText(row.implementation),
    };
  });
  const width = (of: 'step' | 'model', title: string): number =>
    Math.min(36, Math.max(title.length, ...cells.map((cell) => cell[of].length)));
  const [step, model] = [width('step', 'step'), width('model', 'model')];
  const line = (number: string, cell: (typeof cells)[number]): string =>
    `${number.padStart(4)}  ${cell.step.padEnd(step)}  ${cell.model.padEnd(model)}  ${cell.implementation}`.trimEnd();
  const skipped = Math.max(0, cells.length - stepsMax);
  return [
    line('', { step: 'step', model: 'model', implementation: 'implementation' }),
    ...(skipped > 0 ? [`      the first ${skipped} steps are not printed`] : []),
    ...cells.slice(skipped).map((cell, index) => line(`${skipped + index + 1}`, cell)),
  ];
}

function shownText(changes: readonly string[]): string {
  return changes.length === 0 ? 'as before' : some(changes);
}

function some(changes: readonly string[]): string {
  const more = changes.length > changesMax ? `, ${changes.length - changesMax} more` : '';
  return changes.slice(0, changesMax).join(', ') + more;
}

function explanation({ nearest, survivors, survivorCount, kind }: Divergence): string[] {
  const differing = nearest
    .slice(0, 1)
    .flatMap((list) => list.slice(0, 8).map((difference) => `  ${differenceText(difference)}`));
  const allow = survivorCount === 1 ? 'it allows' : 'they allow';
  const title =
    kind === 'differs'
      ? `Before the step ${statesText(survivorCount)} explained everything; ${allow}:`
      : `${statesText(survivorCount)} explained everything before; ${allow}:`;
  return [
    ...(differing.length === 0 ? [] : ['What differs from the nearest state of the model:']),
    ...differing,
    title[0]!.toUpperCase() + title.slice(1),
    ...survivors.flatMap(({ allowed, refusal }) => [
      `  ${allowed.length === 0 ? 'nothing' : allowed.join('; ')}`,
      ...(refusal === undefined ? [] : [`    ${refusal.reason}`]),
    ]),
  ];
}

function statesText(count: number): string {
  return count === 1 ? 'one state of the model' : `${count} states of the model`;
}
