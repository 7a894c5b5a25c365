import { checkWorld, type Candidate, type World, type WorldResult } from '../analysis/world.ts';

/** A design and a world, as they are given to a worker. */
export interface WorldTask {
  readonly candidate: Candidate;
  readonly world: World;
  readonly finish: 'first' | 'all';
  readonly maxStates: number;
}

/** Checks a design in a world, in a worker thread. */
export default function worldTask({ candidate, world, finish, maxStates }: WorldTask): WorldResult {
  return checkWorld(candidate, world, { finish, maxStates });
}
