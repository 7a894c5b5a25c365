import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../foundation/input-error.ts';
import { renderPage } from '../report/page.ts';
import type {
  CheckResults,
  MigrationResults,
  PaperResults,
  QemuResults,
} from '../report/results.ts';
import { writeWhole } from './files.ts';
import { departure, readJson, type FileKind } from './schema.ts';
import { plain } from './text.ts';

/**
 * Makes `index.html` from everything in `results/`. A file there that is cut or foreign is left out
 * with a line that says so: the run that just ended must not fail for it.
 */
export async function writePage(folder: string): Promise<string> {
  const results = join(folder, 'results');
  const checks: CheckResults[] = [];
  const migrations: MigrationResults[] = [];
  for (const name of readdirSync(results).toSorted()) {
    if (!name.endsWith('.json')) continue;
    const content = readResult(join(results, name));
    if (content?.schema === 'skipover-check/1') checks.push(content);
    if (content?.schema === 'skipover-simulate/1') migrations.push(content);
  }
  const file = join(folder, 'index.html');
  writeWhole(file, await renderPage({ checks, migrations }));
  return file;
}

/** Results that the page has no section for. */
const unshown: readonly unknown[] = ['skipover-fuzz/1', 'skipover-paths/1', 'skipover-mutants/1'];

type Result = CheckResults | MigrationResults | PaperResults | QemuResults;

/** What a file says that it is; anything else is measured as a check. */
const kinds: Readonly<Record<string, FileKind>> = {
  'skipover-simulate/1': 'simulate',
  'skipover-paper/1': 'paper',
  'skipover-qemu/1': 'qemu',
};

function readResult(file: string): Result | undefined {
  try {
    const content = readJson(file) as Result | null;
    if (unshown.includes(content?.schema)) return undefined;
    const kind = kinds[content?.schema ?? ''] ?? 'check';
    const wrong = departure(kind, content);
    if (wrong === undefined) return content!;
    throw new InputError('data', `${file}: not a result of skipover: ${wrong}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    console.error(plain(`skipover: left out of the report: ${error.message}`));
    return undefined;
  }
}
