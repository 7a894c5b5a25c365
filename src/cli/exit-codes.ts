import type { InputErrorKind } from '../foundation/input-error.ts';
import type { CheckEntry, PropertyEntry } from '../analysis/check-entry.ts';

export const exitCodes = {
  ok: 0,
  configuration: 10,
  deadlock: 11,
  safety: 12,
  liveness: 13,
  threshold: 15,
  vacuous: 16,
  inconclusive: 20,
  usage: 64,
  data: 65,
  internal: 70,
  interrupted: 130,
} as const;

export const exitCodeOf: Readonly<Record<InputErrorKind, number>> = {
  usage: exitCodes.usage,
  configuration: exitCodes.configuration,
  data: exitCodes.data,
};

/** Of several codes the one to exit with: the first of this order that occurs, else 0. */
const precedence = [
  exitCodes.internal,
  exitCodes.safety,
  exitCodes.liveness,
  exitCodes.deadlock,
  exitCodes.inconclusive,
  exitCodes.vacuous,
  exitCodes.threshold,
] as const;

export function worst(codes: readonly number[]): number {
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.ok;
}

/** A run that stands still for ever where a deadlock was found is that deadlock, told once more. */
export function retellsDeadlock(
  { trace }: PropertyEntry,
  properties: readonly PropertyEntry[],
): boolean {
  const standsStill = trace?.loopStart !== undefined && trace.loopStart === trace.steps.length;
  return standsStill && properties.some(({ id, verdict }) => id === 'D' && verdict === 'violated');
}

function violationCode(row: PropertyEntry, properties: readonly PropertyEntry[]): number {
  if (row.id === 'D' || retellsDeadlock(row, properties)) return exitCodes.deadlock;
  return row.id.startsWith('L') ? exitCodes.liveness : exitCodes.safety;
}

/** The code of a verdict that nobody foresaw. */
export function exitCodeOfEntry({ verdict, properties }: CheckEntry): number {
  // What holds where a hazard had no occasion is vacuous as a whole.
  const whole = verdict === 'vacuous' ? exitCodes.vacuous : exitCodes.ok;
  const codes = properties.map((row) => {
    switch (row.verdict) {
      case 'violated':
        return violationCode(row, properties);
      case 'inconclusive':
        return exitCodes.inconclusive;
      case 'vacuous':
        return exitCodes.vacuous;
      case 'verified':
      case 'unasked':
        return exitCodes.ok;
    }
  });
  return worst([whole, ...codes]);
}
