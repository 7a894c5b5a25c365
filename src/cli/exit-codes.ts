import type { InputErrorKind } from '../foundation/input-error.ts';
import { costsId } from '../../properties/quantities.ts';
import type { CheckEntry, PropertyEntry } from '../analysis/matrix/cell-entry.ts';

export const exitCodes = {
  ok: 0,
  configuration: 10,
  deadlock: 11,
  safety: 12,
  liveness: 13,
  conformance: 14,
  threshold: 15,
  vacuous: 16,
  inconclusive: 20,
  usage: 64,
  data: 65,
  internal: 70,
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
  exitCodes.conformance,
  exitCodes.inconclusive,
  exitCodes.vacuous,
  exitCodes.threshold,
  exitCodes.configuration,
] as const;

export function worst(codes: readonly number[]): number {
  return precedence.find((code) => codes.includes(code)) ?? exitCodes.ok;
}

/** A run that stands still for ever where a deadlock was found is that deadlock, reported a second time. */
export function retellsDeadlock(
  { trace }: PropertyEntry,
  properties: readonly PropertyEntry[],
): boolean {
  const standsStill = trace?.loopStart !== undefined && trace.loopStart === trace.steps.length;
  return standsStill && properties.some(({ id, verdict }) => id === 'D' && verdict === 'violated');
}

function violationCode(row: PropertyEntry, properties: readonly PropertyEntry[]): number {
  if (row.id === costsId) return exitCodes.threshold;
  if (row.id === 'D' || retellsDeadlock(row, properties)) return exitCodes.deadlock;
  const isLiveness = row.trace?.loopStart !== undefined || /^L\d+$/.test(row.id);
  return isLiveness ? exitCodes.liveness : exitCodes.safety;
}

/** The code of a verdict that nobody foresaw. */
export function exitCodeOfEntry({ verdict, properties }: CheckEntry): number {
  // What holds where a hazard had no occasion is vacuous overall.
  const complete = verdict === 'vacuous' ? exitCodes.vacuous : exitCodes.ok;
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
  return worst([complete, ...codes]);
}
