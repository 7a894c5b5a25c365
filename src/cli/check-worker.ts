import type { MessagePort } from 'node:worker_threads';
import type { CheckEntry } from '../analysis/check-entry.ts';
import { scenarioSystem } from '../analysis/check-scenario.ts';
import { entryFor } from '../analysis/entry.ts';
import type { CheckProgress } from '../checking/check.ts';
import { InputError, type InputErrorKind } from '../foundation/input-error.ts';
import type { Scenario } from '../migration/scenario.ts';
import { tokenOfTrace } from './failure-token.ts';
import { checkOptionsFor, type SearchTask } from './search-task.ts';

/** One cell, as it is given to a worker. */
export interface CheckTask {
  readonly scenario: Scenario;
  readonly search: SearchTask;
  /** Receives `CheckProgress`. */
  readonly port: MessagePort;
}

/** An entry, or why the search was refused: classes of errors do not survive the way between threads. */
export type CheckOutcome =
  | { readonly entry: CheckEntry }
  | { readonly refused: { readonly kind: InputErrorKind; readonly message: string } };

/** Checks one cell in a worker thread. */
export default function checkTask(task: CheckTask): CheckOutcome {
  try {
    return { entry: entryOf(task) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: { kind: error.kind, message: error.message } };
  }
}

function entryOf({ scenario, search, port }: CheckTask): CheckEntry {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const entry = entryFor(scenario, {
    ...checkOptionsFor(search, scenario, elapsed),
    ...(search.liveness === undefined ? {} : { liveness: search.liveness }),
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
  const world = { design: { name, design }, hazards, scope };
  return properties.map((property) =>
    property.trace === undefined
      ? property
      : { ...property, token: tokenOfTrace(system, world, property.trace) },
  );
}
