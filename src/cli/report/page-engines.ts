import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import type { PageEngine } from '../../report/page-engine.ts';
import { migrationName } from '../../report/page-engine.ts';
import type { Report } from '../../report/report.ts';
import { isModuleFile } from '../subject/module-file.ts';
import { slug } from '../terminal/text.ts';
import { bundled } from './bundled.ts';
import { bundleFile } from './bundle-file.ts';

/** Bundles by file and time of its last change: a report may be made several times in one run. */
const known = new Map<string, Promise<Pick<PageEngine, 'script' | 'missing'>>>();

/**
 * The engines that the page of a report carries: the migration's, unless all of it is about files, and one for each
 * file whose systems were checked. `own`: the file that this run has loaded.
 */
export async function enginesFor(
  { cells, migrations, others }: Report,
  own: string | undefined,
): Promise<PageEngine[]> {
  const files = [...new Set(cells.flatMap(({ scenario }) => scenario.file ?? []))];
  const isOfFiles =
    cells.length > 0 &&
    cells.every(({ scenario }) => scenario.file !== undefined) &&
    migrations.length + others.length === 0;
  const migration = { slug: migrationName, name: migrationName, script: bundled('migration.js') };
  const engines = files.map(async (file, index): Promise<PageEngine> => {
    const named = { slug: `file-${index + 1}-${slug(file)}`, name: file };
    return { ...named, ...(await scriptOf(file, own)) };
  });
  return [...(isOfFiles ? [] : [migration]), ...(await Promise.all(engines))];
}

/**
 * A result may come from anywhere, and a page may be published: only modules in the working folder are put into it, and
 * the one that this run was asked about.
 */
function scriptOf(
  file: string,
  own: string | undefined,
): Promise<Pick<PageEngine, 'script' | 'missing'>> {
  const path = resolve(file);
  const place = relative(process.cwd(), path);
  const isInside = !place.startsWith('..') && !isAbsolute(place);
  const missing = (reason: string) => Promise.resolve({ missing: reason });
  if (!isModuleFile(file)) return missing('it is no module');
  if (!isInside && file !== own) return missing('it is outside of the working folder');
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) return missing('there is no such file any more');
  const key = `${path} ${stat.mtimeMs}`;
  const bundle = known.get(key) ?? bundleFile(file);
  known.set(key, bundle);
  return bundle;
}
