/** How often the environment may do something; `unlimited`: a cycle of the state graph stands for it. */
export type Bound = number | 'unlimited';

/** Every bound of an exploration, and the daemon's numbers. Nothing is bounded that is not here. */
export interface Scope {
  readonly name: string;
  readonly title: string;
  /** Guest-physical frames of the VM. */
  readonly frames: number;
  /** Pages of the Old generation at the start, all occupied; it lies below Young. */
  readonly oldPages: number;
  /** Pages of Old that are free at the start, above the occupied ones: it may grow into them. */
  readonly oldFreePages: number;
  readonly edenPages: number;
  /** Pages of each survivor space. */
  readonly survivorPages: number;
  /** Virtual pages reserved for Young: it never grows past them. */
  readonly youngReservedPages: number;
  /** Frames that the kernel or another process holds at the start. */
  readonly kernelFrames: number;
  /** Minor collections that an allocation failure may start. The enforced ones are not counted; where
   * nobody enforces any (design `xen`), there is one more of these. */
  readonly collections: Bound;
  /** Resizes of Young, by one page each. */
  readonly resizes: Bound;
  /** Frames that others take. */
  readonly takes: Bound;
  /** Frames that others free. */
  readonly frees: Bound;
  /** Whether guests write pages that hold something already: any number of times, or (0) never. */
  readonly rewrites: number;
  /** Pages that the kernel moves to another frame (hazard `remap`). */
  readonly moves: Bound;
  /** Boundary moves (hazard `livePageLeavesYoung`). */
  readonly boundaryMoves: Bound;
  /** How often each hazard strikes that strikes at a moment: a page swapped or shared, a message lost,
   * a full collection, an allocation served late, a silence, an exit, an abort, a refusal, a failure. */
  readonly strikes: number;
  /** Pages of the second application; of several the last is outside its area (`twoApps`). */
  readonly cachePages: number;
  /** Migrations attempted under hazard `secondMigration`; otherwise 1. */
  readonly migrations: number;
  /** Iterations including the last; Xen 4.1: 30. */
  readonly maxIterations: number;
  /** Stop when fewer were sent or dirtied again in an iteration; Xen 4.1: 50. */
  readonly fewFrames: number;
  /** Stop when more than this many times the VM was sent; Xen 4.1: 3. */
  readonly trafficFactor: number;
  /** Frames per PEEK; Xen 4.1: 1024. */
  readonly batchFrames: number;
  /** Messages per netlink queue; 3 is all that one migration sends, so none is ever dropped. */
  readonly netlinkMessages: number;
}

const quick: Scope = {
  name: 'quick',
  title: 'the enforced collection only: the smallest scope that shows the front-page scenarios',
  frames: 4,
  oldPages: 1,
  oldFreePages: 0,
  edenPages: 1,
  survivorPages: 1,
  youngReservedPages: 3,
  kernelFrames: 0,
  collections: 0,
  resizes: 1,
  takes: 1,
  frees: 0,
  rewrites: 1,
  moves: 1,
  boundaryMoves: 1,
  strikes: 1,
  cachePages: 1,
  migrations: 2,
  maxIterations: 3,
  fewFrames: 1,
  trafficFactor: 3,
  batchFrames: 2,
  netlinkMessages: 3,
};

const small: Scope = {
  ...quick,
  name: 'small',
  title: 'quick without Old and without resizes, for hazards that multiply states',
  frames: 3,
  oldPages: 0,
  resizes: 0,
};

const bare: Scope = {
  ...small,
  name: 'bare',
  title: 'small, and nobody takes a frame, for applications that wait for each other',
  takes: 0,
};

const regrow: Scope = {
  ...small,
  name: 'regrow',
  title: 'small, plus a collection that the JVM starts, and a page that may leave and return',
  collections: 1,
  resizes: 2,
};

const ci: Scope = {
  ...quick,
  name: 'ci',
  title: 'quick, plus a collection that the JVM starts, and a page that may leave and return',
  collections: 1,
  resizes: 2,
};

const stops: Scope = {
  ...quick,
  name: 'stops',
  title: 'quick without resizes and takes, with enough iterations for every stop test',
  resizes: 0,
  takes: 0,
  maxIterations: 5,
  trafficFactor: 1.25,
};

const deep: Scope = {
  ...ci,
  name: 'deep',
  title: 'ci, plus a free frame that others take and free again',
  frames: 5,
  takes: 2,
  frees: 1,
};

const live: Scope = {
  ...small,
  name: 'live',
  title: 'small, with unlimited collections, takes, frees and moves, for liveness',
  resizes: 1,
  batchFrames: 3,
  collections: 'unlimited',
  takes: 'unlimited',
  frees: 'unlimited',
  moves: 'unlimited',
};

export const scopes = { bare, small, regrow, quick, ci, stops, deep, live } as const;

/** A bound of a scope: a number by its name. */
export type BoundName = Exclude<keyof Scope, 'name' | 'title'>;

/** Every bound, in the order of the model. */
export const boundNames = Object.keys(scopes.quick).filter(
  (key) => key !== 'name' && key !== 'title',
) as BoundName[];

/** A named scope with other bounds, under a name that says which: `bare:frames=4`. */
export function sizedScope(base: Scope, bounds: Partial<Record<BoundName, number>>): Scope {
  const changes = boundNames.flatMap((bound) => {
    const value = bounds[bound];
    return value === undefined || value === base[bound] ? [] : [`${bound}=${value}`];
  });
  if (changes.length === 0) return base;
  const name = `${base.name}:${changes.join(',')}`;
  return { ...base, ...bounds, name, title: `${base.name} with ${changes.join(', ')}` };
}
