import { designs } from '../../../models/design.ts';
import { defaultVmFrames } from '../default-vm.ts';
import type { MigrationMetrics } from '../metrics.ts';
import { workloadOfModel } from '../model-workload.ts';
import { simulate } from '../simulate.ts';
import type { PaperWorkload } from './figures.ts';
import { paperCosts, paperParameters, presetModel, valuesOf, type Values } from './parameters.ts';

/** The paper's systems: Xen as it is, and JAVMM as published. */
export interface PaperRun {
  readonly xen: MigrationMetrics;
  readonly javmm: MigrationMetrics;
}

/** All workloads of which the text states figures, once, with one seed. */
export type PaperRound = Readonly<Record<PaperWorkload, PaperRun>>;

export const paperWorkloads = [
  'derby',
  'compiler',
  'xml',
  'crypto',
  'scimark',
] as const satisfies readonly PaperWorkload[];

/** One round: 5 workloads under 2 designs, 10 migrations. `perturbation` 0 leaves all values alone. */
export function paperRound(seed: number, perturbation: number): PaperRound {
  const values = perturbed(perturbation);
  const costs = paperCosts(values);
  const run = (name: PaperWorkload): PaperRun => {
    const workload = workloadOfModel(presetModel(name, values), defaultVmFrames, { seed });
    const migrate = (designName: 'xen' | 'published'): MigrationMetrics =>
      simulate({ designName, design: designs[designName], workload, costs, seed });
    return { xen: migrate('xen'), javmm: migrate('published') };
  };
  return Object.fromEntries(paperWorkloads.map((name) => [name, run(name)])) as Record<
    PaperWorkload,
    PaperRun
  >;
}

const factor = 1.5;

/** Every assumed value times or divided by 1.5, as the bits of a number drawn from `perturbation` say. */
function perturbed(perturbation: number): Values {
  const values = new Map(valuesOf(paperParameters));
  if (perturbation === 0) return values;
  paperParameters.forEach(({ id, value, source }, index) => {
    if (source !== 'assumed') return;
    const up = hash(perturbation, index) % 2 === 0;
    values.set(id, up ? value * factor : value / factor);
  });
  return values;
}

/** A number that looks drawn at random (Knuth's multiplicative hashing, mixed twice). */
function hash(one: number, other: number): number {
  let mixed = Math.imul(one * 31 + other + 1, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
