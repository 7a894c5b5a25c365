import type { CheckResults } from '../results.ts';
import { chartFile } from './chart-source.ts';

/** One measure as Istanbul writes it; `pct` is cut to two decimals, 100 where there is nothing. */
export interface CoverageFigure {
  readonly total: number;
  readonly covered: number;
  readonly skipped: number;
  readonly pct: number;
}

export type CoverageMeasure = 'lines' | 'statements' | 'functions' | 'branches';

export type FileCoverage = Readonly<Record<CoverageMeasure, CoverageFigure>>;

/**
 * What all checks together exercised of the charts, in the shape of Istanbul's `coverage-summary.json`,
 * which badges and thresholds read. Its words stand for those of a chart:
 *
 * - statements and lines: transitions, as the chart declares them; covered: taken by some check
 * - branches: guard outcomes, two per guarded transition; covered: the guard held, the guard failed
 * - functions: leaf states; covered: visited
 *
 * It says nothing of the TypeScript that carries the steps out. Several processes of one chart count
 * together. Files are relative to the root of the repository, unlike Istanbul's.
 */
export function coverageSummary(
  checks: readonly CheckResults[],
): { readonly total: FileCoverage } & Readonly<Record<string, FileCoverage>> {
  const charts = new Map<string, Exercised>();
  for (const { coverage } of checks.flatMap(({ results }) => results)) {
    for (const { process, states, transitions } of coverage) {
      const chart = transitions[0]?.declaredAt.split(/[.:]/)[0] ?? process;
      const { functions, statements, branches } = exercisedOf(charts, chart);
      for (const { state, visited } of states) note(functions, state, visited);
      for (const { declaredAt, taken, guardHeld, guardFailed } of transitions) {
        note(statements, declaredAt, taken > 0);
        if (guardHeld !== undefined) note(branches, `${declaredAt} held`, guardHeld > 0);
        if (guardFailed !== undefined) note(branches, `${declaredAt} failed`, guardFailed > 0);
      }
    }
  }
  const files = [...charts].map(([chart, parts]) => [chartFile(chart), fileOf([parts])] as const);
  return { total: fileOf([...charts.values()]), ...Object.fromEntries(files) };
}

/** By name of a state, a transition, an outcome: whether some check exercised it. */
interface Exercised {
  readonly statements: Map<string, boolean>;
  readonly branches: Map<string, boolean>;
  readonly functions: Map<string, boolean>;
}

function exercisedOf(charts: Map<string, Exercised>, chart: string): Exercised {
  const known = charts.get(chart);
  if (known !== undefined) return known;
  const made = { statements: new Map(), branches: new Map(), functions: new Map() };
  charts.set(chart, made);
  return made;
}

function note(parts: Map<string, boolean>, name: string, was: boolean): void {
  parts.set(name, was || parts.get(name) === true);
}

function fileOf(parts: readonly Exercised[]): FileCoverage {
  const statements = figureOf(parts.map((part) => part.statements));
  return {
    lines: statements,
    statements,
    functions: figureOf(parts.map((part) => part.functions)),
    branches: figureOf(parts.map((part) => part.branches)),
  };
}

function figureOf(parts: readonly ReadonlyMap<string, boolean>[]): CoverageFigure {
  const all = parts.flatMap((part) => [...part.values()]);
  const covered = all.filter(Boolean).length;
  const pct = all.length === 0 ? 100 : Math.floor((covered * 10_000) / all.length) / 100;
  return { total: all.length, covered, skipped: 0, pct };
}
