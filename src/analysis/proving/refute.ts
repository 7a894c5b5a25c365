import { scopes, type Scope } from '../../../models/scope.ts';
import type { PropertyResult } from '../../checking/verdict.ts';
import type { AbstractMigration } from '../../migration/abstract/system.ts';
import { AbstractGraph } from '../../proving/abstract-graph.ts';
import { concretize } from '../../proving/concretize.ts';
import { followAbstractRun } from '../../proving/follow-abstract-run.ts';
import type { Step } from '../../system/system.ts';
import { viewOf } from '../counterexamples/migration-view.ts';
import { traceOf } from '../../subject/trace.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { capacitiesOf, migrationAbstraction } from './observe-migration.ts';
import type { AbstractRun, ProofProperty, Refutation } from './proof-entry.ts';
import type { ProofTask, ProveOptions } from './proof-task.ts';

export interface RefuteInput {
  readonly task: ProofTask;
  readonly abstract: AbstractMigration;
  readonly property: PropertyResult;
  readonly row: Omit<ProofProperty, 'verdict'>;
}

const defaultScopes: readonly Scope[] = [scopes.small, scopes.regrow, scopes.quick, scopes.ci];
const defaultBudgets: readonly number[] = [1_000, 20_000];
const graphStatesMax = 2_000_000;
const followedStatesMax = 20_000;

/** Seeks a real run for a property that the abstract system violates. */
export function refute(
  { task, abstract, property, row }: RefuteInput,
  options: ProveOptions,
): ProofProperty {
  const { id } = property;
  const [counterexample] = property.counterexamples;
  const { failureClass } = counterexample!.violation;
  const steps = abstractSteps(abstract, counterexample!.steps);
  const graph = new AbstractGraph({
    system: abstract.system,
    property: id,
    maxStates: graphStatesMax,
  });
  const sought = options.scopes ?? defaultScopes;
  for (const scope of sought) {
    const refutation = realRun({ task, abstract, graph, scope, id }, options);
    if (refutation === undefined) continue;
    return { ...row, verdict: 'refuted', failureClass, abstractRun: { steps }, refutation };
  }
  const followed = follow(task, abstract, { run: counterexample!.steps, scope: sought.at(-1)! });
  return { ...row, verdict: 'not proved', failureClass, abstractRun: { steps, followed } };
}

interface RealRunInput {
  readonly task: ProofTask;
  readonly abstract: AbstractMigration;
  readonly graph: AbstractGraph;
  readonly scope: Scope;
  readonly id: string;
}

function realRun(
  { task, abstract, graph, scope, id }: RealRunInput,
  { budgets = defaultBudgets }: ProveOptions,
): Refutation | undefined {
  const concrete = scenarioSystem({ ...task, scope });
  if (!haveSameCapacities(concrete, abstract)) return undefined;
  const abstraction = migrationAbstraction(concrete, abstract);
  const found = concretize(abstraction, graph, { property: id, budgets });
  if (found === undefined) return undefined;
  const { steps, violation, element, expanded } = found;
  const trace = traceOf(viewOf(concrete), { property: id, steps, violation });
  return { scope: scope.name, observed: abstraction.nameOf(element), trace, expanded };
}

function haveSameCapacities(
  concrete: ReturnType<typeof scenarioSystem>,
  { machine }: AbstractMigration,
): boolean {
  const { toAgentMessages, toLkmMessages } = capacitiesOf(concrete);
  return machine.toAgent.capacity === toAgentMessages && machine.toLkm.capacity === toLkmMessages;
}

function follow(
  task: ProofTask,
  abstract: AbstractMigration,
  { run, scope }: { readonly run: readonly Step[]; readonly scope: Scope },
): NonNullable<AbstractRun['followed']> {
  const concrete = scenarioSystem({ ...task, scope });
  const abstraction = migrationAbstraction(concrete, abstract);
  return { scope: scope.name, ...followAbstractRun(abstraction, run, followedStatesMax) };
}

function abstractSteps(
  { system }: AbstractMigration,
  steps: readonly Step[],
): AbstractRun['steps'] {
  const words = system.initial();
  const before = words.slice();
  return steps.map(({ transition, choice }) => {
    const { process, event, rule } = system.transitions[transition]!;
    before.set(words);
    system.apply(words, transition, choice);
    const changes = system.layout
      .changes(before, words)
      .map(({ field, index, from, to }) => ({ variable: field, index, from, to }));
    return { process, event, choice, detail: rule?.description ?? '', changes };
  });
}
