import type { AnyActorsDefinition } from './actor-options.ts';
import { definitionOf } from './actor-options.ts';
import type { ActorIdentity } from './local-state.ts';
import { MaskedPlaces } from './masked-places.ts';
import { isMachine, machineWithPeers, preparedLogic } from './xstate/logic-kind.ts';
import type { ActorPath } from './xstate/actor-path.ts';
import type { ChildActor } from './xstate/semantics.ts';
import type { StandIns } from './xstate/stand-in.ts';

/** Who a root is. */
export function rootIdentity(
  standIns: StandIns,
  definition: AnyActorsDefinition,
  name: string,
): ActorIdentity {
  const { logic } = definitionOf(definition.actors[name]!);
  const peers = standIns.peersOf(name);
  return {
    path: name,
    id: name,
    parent: undefined,
    logic: isMachine(logic) ? machineWithPeers(logic, peers) : preparedLogic(logic),
    self: standIns.root(name),
    peers,
    systemId: undefined,
    syncSnapshot: false,
    project: projectionOf(definition, [name, isMachine(logic) ? logic.id : name]),
    masked: new MaskedPlaces(),
  };
}

/** Who an actor is that another one has started. */
export function childIdentity(
  standIns: StandIns,
  definition: AnyActorsDefinition,
  { id, path, logic, src, systemId, syncSnapshot }: ChildActor,
): ActorIdentity {
  const parent = parentOf(path, id);
  return {
    path,
    id,
    parent,
    logic,
    self: standIns.child(standIns.known(parent), id),
    peers: {},
    systemId,
    syncSnapshot,
    project: projectionOf(definition, [path, id, src, isMachine(logic) ? logic.id : src]),
    masked: new MaskedPlaces(),
  };
}

function projectionOf(
  { project = {} }: AnyActorsDefinition,
  names: readonly string[],
): ActorIdentity['project'] {
  const name = names.find((each) => project[each] !== undefined);
  return name === undefined ? undefined : project[name];
}

function parentOf(path: ActorPath, id: string): ActorPath {
  return path.slice(0, path.length - id.length - 1);
}
