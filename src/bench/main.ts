import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runApart } from './fresh-process.ts';
import { jobsFor, measure, missingPeers, reduced, type Job, type Measurement } from './measure.ts';

/**
 * `npm run bench [-- --quick] [--model NAME]... [--json FILE]`: distinct states per second and bytes per
 * state, each number from a fresh process: the median of three, or one with `--quick`.
 */
const usage = 'usage: npm run bench [-- --quick] [--model NAME]... [--json FILE]';
const exitUsage = 64;

interface BenchOptions {
  readonly quick: boolean;
  readonly json: string | undefined;
  /** Only these models; all of them if there is none. */
  readonly models: readonly string[];
  /** For a child: which job to measure. */
  readonly job: string | undefined;
}

/** Finds out before any work is done whether the results can be written there. */
function requireWritable(json: string): void {
  if (existsSync(json) && !statSync(json).isFile()) throw new Error(`'${json}' is not a file`);
  writeFileSync(`${json}.partial`, '');
}

function readOptions(): BenchOptions | undefined {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'string' },
        model: { type: 'string', multiple: true, default: [] },
        job: { type: 'string' },
      },
    });
    if (values.json !== undefined) requireWritable(values.json);
    const known = new Set(jobsFor(values.quick).map(({ model }) => model));
    const unknown = values.model.find((model) => !known.has(model));
    if (unknown !== undefined) throw new Error(`no model '${unknown}': ${[...known].join(', ')}`);
    return { quick: values.quick, json: values.json, models: values.model, job: values.job };
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    return undefined;
  }
}

/** Measures a job in a process of its own. */
function measureApart(job: number, quick: boolean): Measurement {
  const args = ['--job', `${job}`, ...(quick ? ['--quick'] : [])];
  const flags = ['--expose-gc', '--max-old-space-size=4096'];
  return JSON.parse(runApart(new URL(import.meta.url), args, flags)) as Measurement;
}

/** The run of median time, as it was: its numbers belong together. */
function medianOf(runs: readonly Measurement[]): Measurement {
  const sorted = runs.toSorted((a, b) => a.seconds - b.seconds);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** A speed means nothing where the answers differ: same model, same number of states, but for what reductions
 * leave out. */
function refuseDisagreement(results: readonly Measurement[]): void {
  const complete = results.filter(({ mode }) => mode !== reduced);
  for (const { model, tool, states } of complete) {
    const first = complete.find((each) => each.model === model)!;
    if (first.states === states) continue;
    throw new Error(`${model}: ${first.tool} found ${first.states} states, ${tool} ${states}`);
  }
}

function table(results: readonly Measurement[]): string {
  const number = (value: number, digits = 0): string =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const rows = results.map((each) => [
    each.model,
    each.tool,
    each.mode,
    number(each.workers),
    number(each.states),
    number(each.seconds, 2),
    number(each.statesPerSecond),
    number(each.cpuSeconds, 2),
    number(each.bytesPerState),
  ]);
  const head = 'model,tool,mode,workers,states,seconds,states/s,CPU s,bytes/state'.split(',');
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const textColumns = 3;
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column < textColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}

function bench({ quick, json, models }: BenchOptions): void {
  const runs = quick ? 1 : 3;
  const jobs = jobsFor(quick);
  const results = jobs.flatMap(({ model, tool, mode, workers = 1, isLong }: Job, job) => {
    if (models.length > 0 && !models.includes(model)) return [];
    console.error(`${tool} (${mode}, workers: ${workers}) on ${model} ...`);
    return medianOf(
      Array.from({ length: isLong === true ? 1 : runs }, () => measureApart(job, quick)),
    );
  });
  refuseDisagreement(results);
  console.log(table(results));
  for (const peer of missingPeers()) console.log(`missing: ${peer}`);
  if (json === undefined) return;
  writeFileSync(`${json}.partial`, `${JSON.stringify({ results }, null, 2)}\n`);
  renameSync(`${json}.partial`, json);
}

const options = readOptions();
if (options === undefined) process.exitCode = exitUsage;
else if (options.job === undefined) bench(options);
else console.log(JSON.stringify(measure(jobsFor(options.quick)[Number(options.job)]!)));
