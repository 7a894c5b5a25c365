import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { modelHash as modelHashOf } from '../analysis/model-hash.ts';
import { InputError } from '../foundation/input-error.ts';
import { invariant } from '../foundation/invariant.ts';
import { buildReport, type ResultContent, type ResultFile } from '../report/build-report.ts';
import { renderPage, type PageApp } from '../report/page.ts';
import type { LeftOut, Report } from '../report/report.ts';
import { mutationReport, type ReportedMutant } from '../report/machine/mutation-report.ts';
import { chartSources } from './chart-sources.ts';
import { packageFolder, writeWhole } from './files.ts';
import { departure, hasSchema, readJson } from './schema.ts';
import { plain } from './text.ts';
import { toolOf } from './version.ts';

export interface PageOptions {
  /** ISO 8601. Results from then on are the run that the headline tells; default: all of one model. */
  readonly since?: string;
}

/**
 * Makes `index.html`, `report.json` and `mutation.json` from everything in `results/`. A file there that is cut or
 * foreign is left out with a line that says so: the run that just ended must not fail for it.
 */
export async function writePage(folder: string, options: PageOptions = {}): Promise<string> {
  const { file } = await writeReport(folder, options);
  return file;
}

export async function writeReport(
  folder: string,
  { since }: PageOptions,
): Promise<{ readonly file: string; readonly report: Report }> {
  const results = join(folder, 'results');
  const { files, leftOut } = readResults(results);
  for (const { file, reason } of leftOut) {
    const path = join(results, file);
    console.error(plain(`skipover: left out of the report: ${path}: ${reason}`));
  }
  const input = { files, leftOut, tool: toolOf() };
  const report = await buildReport(since === undefined ? input : { ...input, since });
  const file = join(folder, 'index.html');
  writeWhole(file, renderPage(report, pageApp()));
  writeWhole(join(folder, 'report.json'), `${JSON.stringify(report)}\n`);
  writeMutation(folder, report);
  return { file, report };
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

function readResults(folder: string): {
  readonly files: readonly ResultFile[];
  readonly leftOut: readonly LeftOut[];
} {
  const files: ResultFile[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of readdirSync(folder).toSorted()) {
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
  const content = readJson(path);
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
  return { file: basename(path), kind, content: content as ResultContent };
}

function currentModel(): string {
  return modelHashOf(toolOf().version);
}

/** What `npm run bundle` made of the page's script and style. */
function pageApp(): PageApp {
  const folder = join(packageFolder(), 'dist/page');
  const read = (name: string): string => {
    const file = join(folder, name);
    invariant(existsSync(file), `${file} is missing: npm run bundle`);
    return readFileSync(file, 'utf8');
  };
  return { script: read('main.js'), style: read('main.css') };
}
