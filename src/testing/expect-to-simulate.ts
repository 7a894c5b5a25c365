import { expect } from 'vitest';
import type { Abstraction } from '../proving/abstraction.ts';
import { simulateExhaustively } from '../proving/simulate-exhaustively.ts';
import { simulateRandomly } from '../proving/simulate-randomly.ts';
import {
  Simulation,
  type SimulationFailure,
  type SimulationReport,
} from '../proving/simulation.ts';

export interface SimulationTestOptions {
  /** Compares the nearest states only. Default: all that are reachable. */
  readonly maxStates?: number;
  /** Random runs instead, for sizes at which states are too many: how many, and how long each is. */
  readonly runs?: { readonly count: number; readonly stepsMax: number; readonly seed?: number };
}

/**
 * Fails unless every step of the concrete system maps, from every element, to an abstract step or to none. Returns
 * how much was compared. That it passes is a test and no proof: it says nothing of sizes that were not built.
 */
export function expectToSimulate(
  abstraction: Abstraction,
  { maxStates, runs }: SimulationTestOptions = {},
): SimulationReport {
  const simulation =
    runs === undefined
      ? simulateExhaustively(abstraction, maxStates === undefined ? {} : { maxStates }).simulation
      : inRuns(abstraction, runs);
  const { report } = simulation;
  const names = `${abstraction.concrete.name} and ${abstraction.abstract.name}`;
  const failures = report.failures.map(failureText);
  if (failures.length > 0) {
    expect.fail(`${names}: the abstraction does not follow\n${failures.join('\n')}`);
  }
  if (report.abstractSteps === 0) expect.fail(`${names}: no step was compared that shows`);
  return report;
}

function inRuns(
  abstraction: Abstraction,
  { count, stepsMax, seed = 1 }: NonNullable<SimulationTestOptions['runs']>,
): Simulation {
  const simulation = new Simulation(abstraction);
  for (let run = 0; run < count; run++) simulateRandomly(simulation, { seed, run, stepsMax });
  return simulation;
}

function failureText({ kind, element, detail, abstractChanges }: SimulationFailure): string {
  const changes = abstractChanges.length === 0 ? '' : `\n    ${abstractChanges.join(', ')}`;
  return `  ${kind}, seen from ${element}: ${detail}${changes}`;
}
