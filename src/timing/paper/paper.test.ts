import { readFileSync } from 'node:fs';
import { Ajv2020, type Schema } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { MigrationMetrics } from '../metrics.ts';
import { errorOf, evaluate } from './evaluation.ts';
import { paperFigures } from './figures.ts';
import { paperParameters, presetModel, presetNames, valuesOf } from './parameters.ts';
import { paperRound, paperWorkloads, type PaperRound } from './round.ts';
import { workloadOfModel } from '../model-workload.ts';
import { requireFits } from '../workload.ts';

describe('the list of parameters', () => {
  const fitted = paperParameters.filter(({ source }) => source === 'fitted');

  it('names each once, with a reason', () => {
    const ids = paperParameters.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { reason } of paperParameters) expect(reason.length).toBeGreaterThan(2);
  });

  it('has at most 14 that were fitted, each by one figure that says so', () => {
    expect(fitted.length).toBeLessThanOrEqual(14);
    const figures = paperFigures.filter(({ kind }) => kind === 'fitted').map(({ id }) => id);
    expect(fitted.map(({ reason }) => reason).toSorted()).toEqual(figures.toSorted());
  });

  it.each(presetNames)('makes a workload of %s that fits into 2 GiB', (name) => {
    const workload = workloadOfModel(presetModel(name, valuesOf(paperParameters)), 2 ** 19, {
      seed: 3,
    });
    expect(() => requireFits(workload, 2 ** 19)).not.toThrow();
    const { initial } = workload;
    expect(initial.youngEnd).toBeLessThanOrEqual(workload.heapPages);
    expect(initial.oldTop).toBeLessThanOrEqual(initial.youngBegin);
    expect(workload.start.allocatedPages).toBeLessThan(initial.edenEnd - initial.youngBegin);
  });
});

describe('an error', () => {
  const figure = paperFigures.find(({ id }) => id === 'xml.reduction.traffic')!;

  it('of a reduction is one of what remains', () => {
    expect(errorOf(figure, 0.905)).toBeCloseTo(0.357, 3);
  });

  it('of a bound is none where it is kept', () => {
    const bound = paperFigures.find(({ id }) => id === 'compiler.xen.lastIteration')!;
    expect(errorOf(bound, 410)).toBe(0);
    expect(errorOf(bound, 390)).toBeCloseTo(-0.025, 6);
  });
});

describe.skipIf(!inject('thorough'))('the evaluation', () => {
  let round: PaperRound;
  beforeAll(() => {
    round = paperRound(1, 0);
  }, 120_000);

  it('has a number for each of the 36 figures, most of them near', () => {
    const { figures } = evaluate([round], [round]);
    expect(figures.map(({ id }) => id)).toEqual(paperFigures.map(({ id }) => id));
    expect(figures).toHaveLength(36);
    for (const { measured, error } of figures) {
      expect(Number.isFinite(measured)).toBe(true);
      expect(Number.isFinite(error)).toBe(true);
    }
    const near = figures.filter(({ error }) => Math.abs(error) <= 0.2);
    expect(near.length).toBeGreaterThanOrEqual(32);
  });

  it('is what the shipped schema says of it, and the schema refuses what it is not', () => {
    const ajv = new Ajv2020({ allErrors: true, strictTypes: true });
    for (const kind of ['trace', 'paper']) {
      const file = new URL(`../../../schemas/${kind}.schema.json`, import.meta.url);
      ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as Schema);
    }
    const validate = ajv.getSchema('urn:skipover:paper:1')!;
    const content = {
      schema: 'skipover-paper/1',
      tool: { name: 'skipover', version: '0.1.0' },
      startedAt: '2026-01-01T00:00:00.000Z',
      modelHash: '0123456789abcdef',
      ...evaluate([round], [round]),
    };
    expect([validate(content), validate.errors]).toEqual([true, null]);
    const [figure, ...figures] = content.figures;
    const spoilt = [
      { ...content, figures: [{ ...figure, kind: 'guessed' }, ...figures] },
      { ...content, figures: [{ ...figure, error: undefined }, ...figures] },
      { ...content, shapes: [{ ...content.shapes[0], perturbedShare: 1.5 }] },
      { ...content, parameters: [{ ...content.parameters[0], source: 'felt' }] },
      { ...content, seeds: 0 },
    ];
    for (const each of spoilt) {
      expect(validate(JSON.parse(JSON.stringify(each)))).toBe(false);
    }
  });

  it('judges claims that can fail: with the two systems exchanged none of the comparisons holds', () => {
    const swapped = Object.fromEntries(
      paperWorkloads.map((name) => {
        const { xen, javmm } = round[name];
        return [name, { xen: javmm, javmm: xen }];
      }),
    ) as Record<keyof PaperRound, { xen: MigrationMetrics; javmm: MigrationMetrics }>;
    const claims = evaluate([round], [swapped]).shapes;
    expect(claims.filter(({ holds }) => !holds)).toEqual([]);
    const kept = claims.filter(({ perturbedShare }) => perturbedShare === 1);
    expect(kept.map(({ claim }) => claim)).toEqual([
      'bitmap and PFN cache take 32 KB per GB of VM and 1 MB per GB of Young at most (3.3.3, 3.3.4)',
    ]);
  });
});
