import { designs, type Design, type DesignName } from './design.ts';
import type { HazardName } from './hazards.ts';
import { scopes, sizedScope, type BoundName, type Scope } from './scope.ts';

/** Least and most that a run may cost, by quantity (`skipover cost-bounds`). */
export type CostBounds = Readonly<Record<string, readonly [best: number, worst: number]>>;

/** A cell beside the matrix: what no column and no row of it puts to the test, within bounds that are cheap. */
export interface MatrixCell {
  readonly designName: string;
  readonly design: Design;
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
  /** Exactly these are violated. */
  readonly violates: readonly string[];
  /** Runs that go on for ever are judged too. */
  readonly liveness?: true;
  /** Every run costs so much, exactly at best and at worst. */
  readonly costs?: CostBounds;
}

interface CellRow extends Partial<Pick<MatrixCell, 'violates' | 'liveness' | 'costs'>> {
  readonly base?: DesignName;
  readonly switches?: Partial<Design>;
  readonly hazards?: readonly HazardName[];
  readonly scope?: Scope;
}

/** A row as a cell: the name of its design says which switches are turned. */
export function cell({
  base = 'hardened',
  switches = {},
  scope = bare,
  ...row
}: CellRow): MatrixCell {
  const changes = Object.entries(switches).map((pair) => pair.join('='));
  return {
    hazards: [],
    violates: [],
    ...row,
    designName: changes.length === 0 ? base : `${base}:${changes.join(',')}`,
    design: { ...designs[base], ...switches },
    scope,
  };
}

const { bare } = scopes;
/** `bare` with other bounds. */
export const within = (bounds: Partial<Record<BoundName, number>>): Scope =>
  sizedScope(bare, bounds);
/** Nothing is written twice: what holds many processes apart is their order, not their content. */
export const still = { rewrites: 0, batchFrames: 4 } as const;
/** A JVM of two survivor pages and no Eden: what counts is who is informed of what. */
export const tiny = { ...still, frames: 2, edenPages: 0, youngReservedPages: 2 } as const;
/** A buffer of the kernel, written by a device and by nobody else. */
export const buffer = within({ ...still, frames: 4, kernelFrames: 1 });
/** Young shrinks in a collection of the JVM's own accord, and goes on. */
export const uncommitting = within({ ...still, collections: 1, resizes: 1, takes: 1 });
/** A process takes a free frame and writes it: it holds zeros at some moment. */
export const taken = within({ frames: 4, takes: 1 });
/** The daemon sends nothing while the guest prepares. */
export const idle = { whilePreparing: 'idle' } as const satisfies Partial<Design>;
