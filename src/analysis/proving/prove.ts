import { observedFamilies } from '../../../properties/every-size/all.ts';
import { capacityProperty } from '../../../properties/every-size/capacity.ts';
import { propertyFamilies } from '../../../properties/all.ts';
import { scopes } from '../../../models/scope.ts';
import { check } from '../../checking/check.ts';
import type { CheckResult, PropertyResult } from '../../checking/verdict.ts';
import { invariant } from '../../foundation/invariant.ts';
import type { AbstractMigration } from '../../migration/abstract/system.ts';
import { simulateExhaustively } from '../../proving/simulate-exhaustively.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { requireModelled } from './not-modelled.ts';
import {
  migrationAbstraction,
  observedMigration,
  provedCapacities,
  type Capacities,
} from './observe-migration.ts';
import {
  rollUpProofs,
  type ProofEntry,
  type ProofProperty,
  type ProofVerdict,
} from './proof-entry.ts';
import type { ProofTask, ProveOptions } from './proof-task.ts';
import { refute } from './refute.ts';
import { abstractVariables } from './abstract-variables.ts';

const simulatedStates = 400;
const simulatedScope = scopes.small;

/**
 * Proves the safety of a design under hazards for every number of frames, pages, iterations, resizes, collections
 * and strikes; or refutes it by a real run. The proof is complete search of an abstract system; that this covers
 * the executor is tested before, on `simulatedStates` states, and not proved.
 *
 * Throws `InputError('configuration')` where the design or a hazard has no abstract meaning, `InvariantError`
 * where the executor takes a step that the abstract system does not have.
 */
export function prove(task: ProofTask, options: ProveOptions = {}): Omit<ProofEntry, 'seconds'> {
  requireModelled(task);
  const capacities = provedCapacities(task);
  const abstract = observedMigration(task, capacities);
  const simulation = compareFirst(task, abstract, options.simulatedStates ?? simulatedStates);
  const result = check(abstract.system, { finish: 'first', ...options.search });
  const overflow = result.properties.find(({ id }) => id === capacityProperty)!;
  const isBounded = overflow.verdict !== 'violated';
  const properties = result.properties.flatMap((property): ProofProperty[] => {
    const family = observedFamilies.find(({ id }) => id === property.id);
    if (family === undefined) return [];
    const { id, covering } = family;
    const { title } = propertyFamilies.find((each) => each.id === id)!;
    const verdict = isBounded ? verdictOf(property) : 'inconclusive';
    const row = { id, title, covering, verdict };
    return [verdict === 'refuted' ? refute({ task, abstract, property, row }, options) : row];
  });
  return {
    ...entryOf(task, abstract, result),
    verdict: rollUpProofs(properties.map(({ verdict }) => verdict)),
    ...(isBounded
      ? {}
      : { reason: 'a netlink queue of this capacity does not hold all that is sent' }),
    properties,
    fixed: fixedIn(capacities),
    simulation,
  };
}

function compareFirst(
  task: ProofTask,
  abstract: AbstractMigration,
  maxStates: number,
): ProofEntry['simulation'] {
  const concrete = scenarioSystem({ ...task, scope: simulatedScope });
  const { simulation, states, isComplete } = simulateExhaustively(
    migrationAbstraction(concrete, abstract),
    { maxStates },
  );
  const [failure] = simulation.failures;
  invariant(
    failure === undefined,
    `the abstraction does not cover the executor: ${failure?.element}: ${failure?.detail}`,
  );
  const { mapped, stutters } = simulation;
  return { scope: simulatedScope.name, concreteStates: states, isComplete, mapped, stutters };
}

function verdictOf({ verdict }: PropertyResult): ProofVerdict {
  switch (verdict) {
    case 'verified':
      return 'proved';
    case 'violated':
      return 'refuted';
    case 'inconclusive':
    case 'vacuous':
      return verdict;
  }
}

/** What is said of every proof alike. */
function entryOf(
  { designName, design, hazards }: ProofTask,
  abstract: AbstractMigration,
  result: CheckResult,
): Pick<
  ProofEntry,
  | 'scenario'
  | 'unasked'
  | 'arbitrary'
  | 'states'
  | 'transitions'
  | 'depth'
  | 'bytesPerState'
  | 'ended'
  | 'variables'
> {
  const { states, transitions, depth, ended, bytesPerState } = result;
  const asked = new Set(abstract.system.properties.map(({ id }) => id));
  const ofFamilies = propertyFamilies
    .filter(({ id }) => !asked.has(id))
    .map(({ id }) => ({
      id,
      reason: id === 'S5' ? 'one migration is abstracted' : 'the design skips nothing',
    }));
  return {
    scenario: { design: designName, switches: design, hazards },
    unasked: [...ofFamilies, ...notJudged],
    arbitrary,
    states,
    transitions,
    depth,
    bytesPerState: Math.max(1, Math.round(bytesPerState)),
    ...(ended === undefined ? {} : { ended }),
    variables: abstractVariables(abstract),
  };
}

const overApproximated =
  'an over-approximation has steps that no machine has, so that it can neither get stuck nor wait as one does';

const notJudged = ['D', 'L1', 'L2'].map((id) => ({ id, reason: overApproximated }));

const arbitrary: readonly string[] = [
  'frames of the VM, and who holds which of them',
  'pages of Old, Eden, From and To, and which frame backs which page',
  'iterations, frames per batch, and which stop test fires when',
  'collections, what survives them, and how Young is resized at their ends',
  'writes, allocations, frames taken and freed by others',
  'how often each hazard strikes',
];

function fixedIn({ toAgentMessages, toLkmMessages }: Capacities): string[] {
  return [
    'one JVM that assists, and no other application',
    'one migration',
    `${toAgentMessages} messages in flight to the agent, ${toLkmMessages} to the LKM`,
    'a /proc write at a time',
  ];
}
