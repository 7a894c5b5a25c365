import { performance } from 'node:perf_hooks';
import { entryOf } from '../../analysis/matrix/file-entry.ts';
import { check, type CheckOptions } from '../../checking/check.ts';
import type { CheckResult } from '../../checking/verdict.ts';
import { checkOptionKinds } from '../../checking/check-options.ts';
import { requireOptions, type OptionKinds } from '../../foundation/options.ts';
import { chartConfig } from '../../statecharts/chart-config.ts';
import { subjectSystem } from '../../subject/subject.ts';
import type { System } from '../../system/system.ts';
import { requireResultPlace } from '../files/result-file.ts';
import { hashOf } from '../../subject/systems-hash.ts';
import { withFileTokens } from '../subject/file-token.ts';
import { saveFileCheck } from '../subject/save-file-check.ts';
import { toolOf } from '../version.ts';

export interface ReportOptions extends Pick<
  CheckOptions,
  'maxStates' | 'maxDepth' | 'maxBytes' | 'fairness' | 'counterexamples' | 'reduce'
> {
  /** The module that exports the systems under their names: commands and traces in the report refer to it. */
  readonly file: string;
  /** Where the report goes. Default: `reports`. */
  readonly folder?: string;
}

export interface WrittenReport {
  /** The page, which works offline. */
  readonly page: string;
  /** One for each system, in their order. */
  readonly results: readonly CheckResult[];
}

const { maxStates, maxDepth, maxBytes, fairness, counterexamples, reduce } = checkOptionKinds;
const optionKinds: OptionKinds<ReportOptions> = {
  maxStates,
  maxDepth,
  maxBytes,
  fairness,
  counterexamples,
  reduce,
  file: 'text',
  folder: 'text',
};

/** See `writeReport`. */
export async function reportOf(
  systems: readonly System[],
  options: ReportOptions,
): Promise<WrittenReport> {
  requireOptions('writeReport', options, optionKinds);
  const { file, folder = 'reports', ...search } = options;
  requireResultPlace({ out: folder });
  const startedAt = new Date().toISOString();
  const subjects = systems.map((system) => subjectSystem(system.name, system));
  const checked = subjects.map((subject) => {
    const start = performance.now();
    const result = check(subject.system, search);
    const seconds = Number(((performance.now() - start) / 1000).toFixed(3));
    const entry = withFileTokens(subject, file, entryOf(subject, { file, result }));
    return { result, entry: { ...entry, seconds } };
  });
  const charts = new Map(
    systems
      .flatMap(({ processes }) => processes)
      .map(({ definition: { machine } }) => [machine.id, chartConfig(machine)]),
  );
  const { page } = await saveFileCheck(
    folder,
    {
      schema: 'skipover-check-file/1',
      tool: toolOf(),
      startedAt,
      modelHash: hashOf(subjects),
      results: checked.map(({ entry }) => entry),
      charts: [...charts.values()],
    },
    { file },
  );
  return { page, results: checked.map(({ result }) => result) };
}
