import type { MessagePort } from 'node:worker_threads';
import type { CheckEntry } from '../../analysis/matrix/cell-entry.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import {
  knownSizes,
  learnSizes,
  type KnownSizes,
} from '../../analysis/matrix/ineffective-hazards.ts';
import { entryFor } from '../../analysis/matrix/matrix-cell.ts';
import type { CheckProgress } from '../../checking/check.ts';
import { InputError, type InputErrorKind } from '../../foundation/input-error.ts';
import type { CostBounds } from '../../../models/matrix-cell.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { tokenOfTrace } from '../replay/failure-token.ts';
import { checkOptionsFor, type SearchTask } from './search-task.ts';

/** A scenario, and what is asked of it beside the properties of its states. */
export interface Question {
  readonly scenario: Scenario;
  readonly liveness?: true;
  readonly costs?: CostBounds;
}

/** One cell, as it is given to a worker. */
export interface CheckTask extends Question {
  readonly search: SearchTask;
  /** What other threads found of sizes. Default: nothing. */
  readonly sizes?: KnownSizes;
  /** Receives `CheckProgress`. */
  readonly port: MessagePort;
}

/** An entry, or why the search was refused: classes of errors do not survive the way between threads. */
export type CheckOutcome =
  | { readonly entry: CheckEntry; readonly sizes: KnownSizes }
  | { readonly refused: { readonly kind: InputErrorKind; readonly message: string } };

/** Checks one cell in a worker thread. */
export function checkTask(task: CheckTask): CheckOutcome {
  try {
    learnSizes(task.sizes ?? {});
    return { entry: entryOf(task), sizes: knownSizes() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: { kind: error.kind, message: error.message } };
  }
}

function entryOf({ scenario, search, port, sizes: _sizes, ...asked }: CheckTask): CheckEntry {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const entry = entryFor(scenario, {
    ...checkOptionsFor(search, scenario, elapsed),
    ...(search.liveness === undefined ? {} : { liveness: search.liveness }),
    ...asked,
    onProgress: (progress: CheckProgress) => port.postMessage(progress),
  });
  port.close();
  const seconds = Number(elapsed().toFixed(3));
  return { ...entry, properties: withTokens(scenario, entry.properties), seconds };
}

function withTokens(
  scenario: Scenario,
  properties: CheckEntry['properties'],
): CheckEntry['properties'] {
  if (properties.every(({ trace }) => trace === undefined)) return properties;
  const { system } = scenarioSystem(scenario);
  const { designName: name, design, hazards, scope } = scenario;
  const configuration = { design: { name, design }, hazards, scope };
  return properties.map((property) =>
    property.trace === undefined
      ? property
      : { ...property, token: tokenOfTrace(system, configuration, property.trace) },
  );
}
