import { paperFigures, type PaperFigure } from './figures.ts';
import { measureFigure } from './measured.ts';
import { paperParameters, type Parameter } from './parameters.ts';
import type { PaperRound } from './round.ts';
import { shapes } from './shapes.ts';

/** One figure, as published and as measured. */
export interface MeasuredFigure {
  readonly id: string;
  readonly published: number;
  /** Mean over the seeds. */
  readonly measured: number;
  /** Smallest and greatest over the seeds. */
  readonly spread: readonly [number, number];
  readonly unit: PaperFigure['unit'];
  readonly kind: PaperFigure['kind'];
  /** Relative; a reduction r by its remainder 1 - r; 0 where a bound is kept. */
  readonly error: number;
  readonly note: string;
}

/** A claim about the order of things, and how often it survives other assumptions. */
export interface JudgedShape {
  readonly claim: string;
  /** Share of the seeds in which it holds. */
  readonly holdsShare: number;
  readonly holds: boolean;
  /** Share of the rounds in which it holds with every assumed value times or divided by 1.5. */
  readonly perturbedShare: number;
}

export interface PaperEvaluation {
  readonly figures: readonly MeasuredFigure[];
  readonly shapes: readonly JudgedShape[];
  readonly parameters: readonly Parameter[];
  readonly seeds: number;
  readonly perturbations: number;
}

/** Judges rounds: one per seed, and one per perturbation. */
export function evaluate(
  rounds: readonly PaperRound[],
  perturbedRounds: readonly PaperRound[],
): PaperEvaluation {
  return {
    figures: paperFigures.map((figure) => judge(figure, rounds)),
    shapes: shapes.map(({ claim, holds }) => {
      const share = (of: readonly PaperRound[]): number => of.filter(holds).length / of.length;
      const holdsShare = share(rounds);
      // A claim about one run holds where it holds in most runs.
      return { claim, holdsShare, holds: holdsShare > 0.5, perturbedShare: share(perturbedRounds) };
    }),
    parameters: paperParameters,
    seeds: rounds.length,
    perturbations: perturbedRounds.length,
  };
}

function judge(figure: PaperFigure, rounds: readonly PaperRound[]): MeasuredFigure {
  const values = rounds.map((round) => measureFigure(figure.id, round));
  const measured = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { id, published, unit, kind, bound } = figure;
  return {
    id,
    published,
    measured,
    spread: [Math.min(...values), Math.max(...values)],
    unit,
    kind,
    error: errorOf(figure, measured),
    note: [figure.where, bound === undefined ? '' : bounds[bound], figure.note ?? '']
      .filter((part) => part !== '')
      .join('; '),
  };
}

const bounds = { atLeast: 'a lower bound', atMost: 'an upper bound' } as const;

/** A reduction is judged by what remains: 0.93 against 0.905 is a miss of a third. */
export function errorOf({ published, unit, bound }: PaperFigure, measured: number): number {
  if (bound === 'atLeast' && measured >= published) return 0;
  if (bound === 'atMost' && measured <= published) return 0;
  return unit === 'share' ? (1 - measured) / (1 - published) - 1 : measured / published - 1;
}
