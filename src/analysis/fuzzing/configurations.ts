import fc from 'fast-check';
import type { HazardName } from '../../../models/hazards.ts';
import {
  type BoundName,
  type Scope,
  boundNames,
  scopes,
  sizedScope,
} from '../../../models/scope.ts';
import { scopeFault } from '../matrix/sized-scope.ts';

/** The configuration of one fuzzed system: what may happen, and within which bounds. */
export interface Configuration {
  readonly hazards: readonly HazardName[];
  readonly scope: Scope;
}

export interface ConfigurationOptions {
  /** Hazards to choose from. */
  readonly hazards: readonly HazardName[];
  /** Frames at least and at most; default 8 and 512. */
  readonly framesMin?: number;
  readonly framesMax?: number;
}

/** Bounds with ranges of their own. All others are budgets: how often something may happen. */
const geometry = [
  'frames',
  'oldPages',
  'edenPages',
  'survivorPages',
  'youngReservedPages',
  'kernelFrames',
] as const satisfies BoundName[];
const daemonNumbers = {
  maxIterations: fc.integer({ min: 3, max: 6 }),
  fewFrames: fc.integer({ min: 1, max: 8 }),
  trafficFactor: fc.constantFrom(1, 1.5, 2, 3),
  batchFrames: fc.constantFrom(1, 2, 4, 16, 64),
} as const;

/** Those whose bounds are all numbers: a run that is generated ends. */
const named: readonly Scope[] = Object.values(scopes).filter((scope: Scope) =>
  Object.values(scope).every((bound) => bound !== 'unlimited'),
);

/** The range in which the named scopes have a budget. Hazards may need the least of it. */
function rangeOf(bound: BoundName): { readonly min: number; readonly max: number } {
  const values = named.map((scope) => Number(scope[bound]));
  return { min: Math.min(...values), max: Math.max(...values) };
}

function isNumberOfDaemon(bound: BoundName): bound is keyof typeof daemonNumbers {
  return Object.hasOwn(daemonNumbers, bound);
}

function budgets(): BoundName[] {
  // Two that are as they are in every named scope: runs write, and Old is full at the start.
  const others: readonly BoundName[] = [...geometry, 'oldFreePages', 'rewrites'];
  return boundNames.filter((bound) => !others.includes(bound) && !isNumberOfDaemon(bound));
}

/**
 * Scopes from 8 to 512 frames with spaces of any size, budgets a little beyond those of the named
 * scopes and other numbers for the daemon, each with a subset of the hazards. Small ones are as
 * frequent as large ones: frames are drawn by their logarithm.
 */
function configurations(options: ConfigurationOptions): fc.Arbitrary<Configuration> {
  const { hazards, framesMin = 8, framesMax = 512 } = options;
  const percent = fc.integer({ min: 0, max: 100 });
  const counts = fc.record(
    Object.fromEntries(
      budgets().map((bound) => {
        const { min, max } = rangeOf(bound);
        return [bound, fc.integer({ min, max: max + (bound === 'migrations' ? 0 : 2) })];
      }),
    ),
  );
  const sizes = fc.record({
    size: percent,
    committed: percent,
    old: percent,
    survivor: percent,
    kernel: percent,
    reserve: fc.integer({ min: 0, max: 4 }),
  });
  return fc
    .record({
      sizes,
      counts,
      numbers: fc.record(daemonNumbers),
      // All at once as often as a few: what one hazard hides another shows, and the other way round.
      hazards: fc.oneof(fc.subarray([...hazards]), fc.constant([...hazards])),
    })
    .map(({ sizes: drawn, counts: budget, numbers, hazards: chosen }): Configuration => {
      const frames = Math.round(framesMin * (framesMax / framesMin) ** (drawn.size / 100));
      const bounds = { ...budget, ...numbers, ...spaces(frames, drawn) };
      return { hazards: chosen, scope: sizedScope(scopes.quick, bounds) };
    })
    .filter(({ scope }) => scopeFault(scope) === undefined);
}

/** The configuration that a seed stands for. */
export function drawConfiguration(options: ConfigurationOptions, seed: number): Configuration {
  return fc.sample(configurations(options), { numRuns: 1, seed })[0]!;
}

/** Steps after which a run is cut: some ten times what a migration of that size takes. */
export function stepsMaxOf({ frames }: Scope): number {
  return 600 + 60 * frames;
}

function spaces(
  frames: number,
  percents: Readonly<Record<'committed' | 'old' | 'survivor' | 'kernel' | 'reserve', number>>,
): Record<(typeof geometry)[number], number> {
  const part = (total: number, percent: number): number => Math.floor((total * percent) / 100);
  const heap = 4 + part(frames - 4, percents.committed);
  const oldPages = 1 + part(heap - 4, percents.old);
  const survivorPages = 1 + part((heap - oldPages - 3) >> 1, percents.survivor);
  const edenPages = Math.max(1, heap - oldPages - 2 * survivorPages);
  const youngReservedPages = edenPages + 2 * survivorPages + percents.reserve;
  const kernelFrames = part(Math.max(0, frames - heap) >> 1, percents.kernel);
  return { frames, oldPages, edenPages, survivorPages, youngReservedPages, kernelFrames };
}

/**
 * Configurations that are smaller than this one: the named scopes first, then with one hazard less,
 * then with one bound lower, by fast-check's own shrinking of numbers. None has a fault.
 */
export function* smallerThan({ hazards, scope }: Configuration): Generator<Configuration> {
  for (const other of named) if (isSmaller(other, scope)) yield { hazards, scope: other };
  for (const dropped of hazards) {
    yield { hazards: hazards.filter((hazard) => hazard !== dropped), scope };
  }
  for (const bound of boundNames) {
    const { min } = rangeOf(bound);
    const value = Number(scope[bound]);
    if (value <= min || !Number.isInteger(value) || !Number.isInteger(min)) continue;
    const integers = fc.integer({ min, max: value });
    for (const { value: lower } of integers.shrink(value, undefined)) {
      const smaller = sizedScope(baseOf(scope), { ...boundsOf(scope), [bound]: lower });
      if (scopeFault(smaller) === undefined) yield { hazards, scope: smaller };
    }
  }
}

/** By sizes and budgets; whether the daemon's numbers are small or large makes no system larger. */
function isSmaller(one: Scope, other: Scope): boolean {
  const bounds = [...geometry, ...budgets(), 'maxIterations'] as const;
  if (!bounds.every((bound) => one[bound] <= other[bound])) return false;
  return !named.includes(other) || bounds.some((bound) => one[bound] < other[bound]);
}

/** The named scope by whose name the scope starts. */
function baseOf({ name }: Scope): Scope {
  return Object.values(scopes).find((scope: Scope) => scope.name === name.split(':')[0])!;
}

function boundsOf(scope: Scope): Record<BoundName, number> {
  return Object.fromEntries(boundNames.map((bound) => [bound, scope[bound]])) as never;
}
