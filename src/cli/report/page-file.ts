import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { modelHash as modelHashOf } from '../../analysis/matrix/model-hash.ts';
import { InputError } from '../../foundation/input-error.ts';
import { buildReport, type ResultContent, type ResultFile } from '../../report/build-report.ts';
import { compareReports } from '../../report/compare-reports.ts';
import { renderPage, type PageApp } from '../../report/page.ts';
import { usePlacements, type Placements } from '../../report/page/placements.ts';
import { enginesFor } from './page-engines.ts';
import type { LeftOut, Report } from '../../report/report.ts';
import { mutationReport, type ReportedMutant } from '../../report/machine/mutation-report.ts';
import { readJson } from '../../input/read-json.ts';
import { bundled } from './bundled.ts';
import { chartSources } from './chart-sources.ts';
import { packageFolder, writeWhole } from '../files/files.ts';
import { departure, hasSchema } from '../files/schema.ts';
import { currentPlace, namesIn, reasonOf } from '../files/staged-files.ts';
import { plain } from '../terminal/text.ts';
import { toolOf } from '../version.ts';

const dayMs = 86_400_000;

export interface PageOptions {
  /** ISO 8601. Results from then on are the run that the headline summarizes; default: all of one model. */
  readonly since?: string;
  /** The file of systems that this run has loaded. */
  readonly own?: string;
  /** An older report, which the page compares with. */
  readonly before?: Report;
}

/**
 * Makes `index.html`, `report.json` and `mutation.json` from everything in `results/`. A file there that is cut or
 * foreign is left out with a line that says so: the run that just ended must not fail for it.
 */
export async function writePage(folder: string, options: PageOptions = {}): Promise<string> {
  const { file } = await writeReportAndPage(folder, options);
  return file;
}

export async function writeReportAndPage(
  folder: string,
  { since, own, before }: PageOptions,
): Promise<{ readonly file: string; readonly report: Report }> {
  const results = join(folder, 'results');
  const read = readResults(results);
  const { report, page } = await madeOf(read.files, { leftOut: read.leftOut, since, own, before });
  for (const { file, reason } of report.leftOut) {
    const path = join(results, file);
    console.error(plain(`skipover: left out of the report: ${path}: ${reason}`));
  }
  const file = join(folder, 'index.html');
  writeWhole(file, page);
  writeWhole(join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  writeMutation(folder, report);
  return { file, report };
}

interface Made {
  readonly report: Report;
  readonly page: string;
}

interface MakeOptions {
  readonly leftOut: readonly LeftOut[];
  readonly since: string | undefined;
  readonly own: string | undefined;
  readonly before: Report | undefined;
}

/** Report and page of all files, less those that have the right shape and still cannot be shown: made by another
 * version, say, or by hand. */
async function madeOf(files: readonly ResultFile[], options: MakeOptions): Promise<Made> {
  try {
    return await madeAtOnce(files, options);
  } catch (error) {
    const sound = await soundOf(files, options);
    if (sound.length === files.length) throw error;
    const reason = `the report cannot be made with it (${reasonOf(error)})`;
    const unsound = files.filter((file) => !sound.includes(file));
    const leftOut = [...options.leftOut, ...unsound.map(({ file }) => ({ file, reason }))];
    return madeAtOnce(sound, { ...options, leftOut });
  }
}

async function madeAtOnce(
  files: readonly ResultFile[],
  { leftOut, since, own, before }: MakeOptions,
): Promise<Made> {
  placementsOfModel ??= readPlacements();
  usePlacements(placementsOfModel);
  const input = { files, leftOut, tool: toolOf() };
  const built = await buildReport(since === undefined ? input : { ...input, since });
  const report =
    before === undefined ? built : { ...built, comparison: compareReports(built, before) };
  return { report, page: renderPage(report, pageApp(), await enginesFor(report, own)) };
}

/** The files of which a report can be made; found by halves, for one is at fault in most cases. */
async function soundOf(
  files: readonly ResultFile[],
  options: MakeOptions,
): Promise<readonly ResultFile[]> {
  if (files.length === 0) return [];
  try {
    await madeAtOnce(files, options);
    return files;
  } catch {
    if (files.length === 1) return [];
    const half = files.length >> 1;
    const first = await soundOf(files.slice(0, half), options);
    return [...first, ...(await soundOf(files.slice(half), options))];
  }
}

/** What viewers of mutation tests read, where mutants of this model were tried; the latest try counts. */
function writeMutation(folder: string, { others, tool }: Report): void {
  const tried = new Map<string, ReportedMutant>();
  for (const { kind, content } of others.toReversed()) {
    if (kind !== 'mutants') continue;
    for (const mutant of content['results'] as readonly ReportedMutant[]) {
      tried.set(mutant.name, mutant);
    }
  }
  if (tried.size === 0) return;
  const text = JSON.stringify(mutationReport([...tried.values()], chartSources(), tool));
  writeWhole(join(folder, 'mutation.json'), `${text}\n`);
}

/** The results in a folder, and why others in it are left out of a report. */
export function readResults(folder: string): {
  readonly files: readonly ResultFile[];
  readonly leftOut: readonly LeftOut[];
} {
  const files: ResultFile[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.json')) continue;
    try {
      files.push(readResult(join(folder, name)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const file = join(folder, name);
      const { message } = error;
      const reason = message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
      leftOut.push({ file: name, reason });
    }
  }
  return { files, leftOut };
}

/** A result of a kind that ships a schema must have that shape; of any other kind its head must do. */
function readResult(path: string): ResultFile {
  const content = readJson(currentPlace(path));
  const refuse = (reason: string): never => {
    throw new InputError('data', `${path}: not a result of skipover: ${reason}`);
  };
  if (typeof content !== 'object' || content === null) return refuse('no object');
  const { schema, startedAt, modelHash, tool } = content as Partial<ResultContent>;
  const kind = /^skipover-([a-z-]+)\/\d+$/.exec(typeof schema === 'string' ? schema : '')?.[1];
  if (kind === undefined) return refuse("it does not say 'schema'");
  const wrong = hasSchema(kind) ? departure(kind, content) : undefined;
  if (wrong !== undefined) {
    const isOlder = typeof modelHash === 'string' && modelHash !== currentModel();
    return refuse(isOlder ? `made by another model, ${modelHash.slice(0, 16)}: ${wrong}` : wrong);
  }
  for (const [key, value] of Object.entries({ startedAt, modelHash, version: tool?.version })) {
    if (typeof value !== 'string') refuse(`it does not say '${key}'`);
  }
  // It would be newer than the run that has just ended, and set that aside.
  const latest = new Date(Date.now() + dayMs).toISOString();
  if (startedAt! > latest) refuse(`it started in the future, ${startedAt!.slice(0, 40)}`);
  return { file: basename(path), kind, content: content as ResultContent };
}

function currentModel(): string {
  return modelHashOf(toolOf().version);
}

let placementsOfModel: Placements | undefined;

/** Where the states of the model's charts are drawn: the build has asked ELK, which takes seconds. */
function readPlacements(): Placements {
  const file = join(packageFolder(), 'dist/placements.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Placements) : {};
}

function pageApp(): PageApp {
  return { script: bundled('main.js'), style: bundled('main.css') };
}
