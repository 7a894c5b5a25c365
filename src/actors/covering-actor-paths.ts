import { StateGraph } from '../checking/liveness/state-graph.ts';
import type { Step } from '../system/system.ts';
import { outcomeStep, receiveStep } from './actor-process.ts';
import { localIn, type ActorSlot } from './actor-slot.ts';
import type { Effect } from './actor-table.ts';
import { effectOf, eventText } from './actors-narrator.ts';
import type { ActorsSystem } from './actors-system.ts';
import { keyOf } from './canonical-key.ts';
import { ActorTestPath, type TestStep } from './actor-test-path.ts';
import { isMachine } from './xstate/logic-kind.ts';
import { arrowKey, arrowsOf, type Arrow } from './xstate/structure.ts';

/** An arrow of one machine of a system, and whether some run takes it. */
export interface ArrowCoverage {
  readonly actor: string;
  readonly arrow: Arrow;
  /** Whether a run takes it; `false` is proved, unless `maxStates` ended the exploration. */
  readonly isTaken: boolean;
}

export interface ActorPathOptions {
  /** States explored at most. Default 200,000. */
  readonly maxStates?: number;
}

const statesMaxDefault = 200_000;

/**
 * Runs that together take every transition that the machines of `system` can take, with every case of its event
 * that is declared in a list and every outcome. Each is named after one of them and as short as any to it. A run that
 * others make superfluous is left out. Deterministic.
 */
export function coveringActorPaths(
  system: ActorsSystem,
  options: ActorPathOptions = {},
): ActorTestPath[] {
  const { graph, found } = exploredArrows(system, options);
  const cases = new Map<string, number>();
  for (const { arrowKey: key } of found.values()) cases.set(key, (cases.get(key) ?? 0) + 1);
  const runs = [...found].map(([key, { arrow, arrowKey: ofArrow, actor, from, step }]) => {
    const steps = [...graph.pathTo(from), step];
    const hasCases = cases.get(ofArrow)! > 1;
    return { key, name: nameOf(system, actor, arrow), hasCases, steps };
  });
  const left = new Set(found.keys());
  const paths: ActorTestPath[] = [];
  for (const { key, name, hasCases, steps } of runs.toSorted(
    (one, other) => other.steps.length - one.steps.length,
  )) {
    if (!left.has(key)) continue;
    for (const taken of arrowsAlong(system, steps)) left.delete(taken);
    paths.push(testPath(system, { name, hasCases }, steps));
  }
  if (paths.length === 0) paths.push(testPath(system, { name: 'the start', hasCases: false }, []));
  return paths.toReversed();
}

/** Every arrow of every machine that is known beforehand, in order of declaration. */
export function arrowCoverage(
  system: ActorsSystem,
  options: ActorPathOptions = {},
): ArrowCoverage[] {
  const { found } = exploredArrows(system, options);
  const taken = new Set([...found.values()].map((each) => each.arrowKey));
  return system.model.slots.flatMap(({ name, path, table }) => {
    const logic = path === undefined ? undefined : table.states[1]?.actor.logic;
    if (logic === undefined || !isMachine(logic)) return [];
    return arrowsOf(logic).map((arrow) => ({
      actor: name,
      arrow,
      isTaken: taken.has(`${name} ${arrow.key}`),
    }));
  });
}

interface FoundArrow {
  readonly actor: string;
  readonly arrow: Arrow;
  readonly arrowKey: string;
  /** The state from which the step is taken, as near as any. */
  readonly from: number;
  readonly step: Step;
}

function exploredArrows(
  system: ActorsSystem,
  { maxStates = statesMaxDefault }: ActorPathOptions,
): { graph: StateGraph; found: ReadonlyMap<string, FoundArrow> } {
  const graph = new StateGraph(system, { maxStates });
  const arrows = new Map<string, Arrow>();
  const found = new Map<string, FoundArrow>();
  const words = system.layout.zero();
  for (let id = 0; id < graph.expanded; id++) {
    graph.read(id, words);
    const end = id + 1 < graph.expanded ? graph.firstEdge(id + 1) : graph.targets.length;
    for (let edge = graph.firstEdge(id); edge < end; edge++) {
      const step = graph.stepOf(edge);
      const taken = takenBy(system, words, step);
      const actor = taken.slot.name;
      for (const { node, ofArrow, key } of arrowsIn(system, taken, step)) {
        if (found.has(key)) continue;
        if (!arrows.has(ofArrow)) {
          for (const arrow of arrowsOf(node.machine)) arrows.set(`${actor} ${arrow.key}`, arrow);
        }
        found.set(key, { actor, arrow: arrows.get(ofArrow)!, arrowKey: ofArrow, from: id, step });
      }
    }
  }
  return { graph, found };
}

/** The arrows that a step takes: the key of each by itself, and with the case of the event that took it. */
function arrowsIn(
  { model, transitions }: ActorsSystem,
  { slot, effect }: ReturnType<typeof takenBy>,
  { transition }: Step,
): { node: Effect['taken'][number]['node']; ofArrow: string; key: string }[] {
  if (effect === undefined) return [];
  const { event: step } = transitions[transition]!;
  const hasCases = step === outcomeStep || model.external.get(slot.root)!.isListed(step);
  const kind = hasCases ? ` ${keyOf(effect.event)}` : '';
  return effect.taken.map(({ node, event, index }) => {
    const ofArrow = `${slot.name} ${arrowKey(node, event, index)}`;
    return { node, ofArrow, key: `${ofArrow}${kind}` };
  });
}

/** Who takes a step, and what it is: of a message, what the actor makes of it. */
export function takenBy(
  { model, transitions }: ActorsSystem,
  words: Uint32Array,
  { transition, choice }: Step,
): { slot: ActorSlot; effect: Effect | undefined } {
  const { process, event } = transitions[transition]!;
  const slot = model.slot(process);
  if (event !== receiveStep)
    return { slot, effect: effectOf(model, slot, { before: words, event, choice }) };
  const { table, field, mailbox } = slot;
  const number = table.receive(field.get(words, 0), mailbox!.head(words));
  return { slot, effect: table.effects[number] };
}

function arrowsAlong(system: ActorsSystem, steps: readonly Step[]): string[] {
  const words = system.initial();
  return steps.flatMap((step) => {
    const keys = arrowsIn(system, takenBy(system, words, step), step).map(({ key }) => key);
    system.apply(words, step.transition, step.choice);
    return keys;
  });
}

function nameOf({ model }: ActorsSystem, actor: string, { from, event, to, guard }: Arrow): string {
  const who = model.slots.length === 1 ? '' : `${actor}: `;
  const how = event.replace(/^xstate\.(?:after|done\.actor|error\.actor|done\.state)\./, (prefix) =>
    prefix.slice('xstate.'.length).replaceAll('.', ' '),
  );
  return `${who}${from} -> ${to} by ${how}${guard === undefined ? '' : ` if ${guard}`}`;
}

/** `hasCases`: the last step is one of several cases of a transition, so the name says which. */
function testPath(
  system: ActorsSystem,
  { name, hasCases }: { readonly name: string; readonly hasCases: boolean },
  steps: readonly Step[],
): ActorTestPath {
  const { model } = system;
  const words = system.initial();
  const snapshotsOf = (): TestStep['snapshots'] =>
    Object.fromEntries(model.slots.map((slot) => [slot.name, localIn(slot, words)?.snapshot]));
  const first = snapshotsOf();
  const narrated = steps.map((step): TestStep => {
    const { slot, effect } = takenBy(system, words, step);
    const { event } = system.transitions[step.transition]!;
    const text = eventText(model, slot, { before: words, event, choice: step.choice });
    const isMessage = event === receiveStep;
    const label = isMessage ? `takes ${effect!.event.type}` : effect!.label;
    system.apply(words, step.transition, step.choice);
    const state = localIn(slot, words)?.snapshot;
    return {
      actor: slot.name,
      event: effect!.event,
      label,
      isMessage,
      text,
      state,
      snapshots: snapshotsOf(),
    };
  });
  return new ActorTestPath({
    name: hasCases ? `${name} (${narrated.at(-1)!.text})` : name,
    first,
    steps: narrated,
    roots: Object.keys(model.definition.actors),
  });
}
