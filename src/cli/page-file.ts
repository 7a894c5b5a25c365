import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPage } from '../report/page.ts';
import type { CheckResults, MigrationResults } from '../report/results.ts';
import { writeWhole } from './files.ts';

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
    else if (content?.schema === 'skipover-simulate/1') migrations.push(content);
    else
      console.error(`left out of the report: ${join(results, name)} is not a result of skipover`);
  }
  const file = join(folder, 'index.html');
  writeWhole(file, await renderPage({ checks, migrations }));
  return file;
}

function readResult(file: string): CheckResults | MigrationResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CheckResults | MigrationResults;
  } catch {
    return undefined;
  }
}
