import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where projects keep `paths`; the second is the name in projects of Vite. */
const names = ['tsconfig.json', 'tsconfig.app.json', 'tsconfig.base.json', 'jsconfig.json'];

/**
 * The names that the configuration of TypeScript nearest to a module gives to folders, as `@/` is one, with these
 * folders. Its own `paths` alone are read: a configuration that it inherits from may not be installed, where the
 * `tsconfigPaths` of jiti (2.7) refuses the file.
 */
export function pathAliases(file: string): Record<string, string> {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    for (const name of names) {
      const found = aliasesIn(join(folder, name));
      if (found !== undefined) return found;
    }
    if (folder === dirname(folder)) return {};
  }
}

function aliasesIn(config: string): Record<string, string> | undefined {
  if (!existsSync(config)) return undefined;
  const text = readFileSync(config, 'utf8');
  const [, paths] = /"paths"\s*:\s*\{([^}]*)\}/.exec(text) ?? [];
  if (paths === undefined) return undefined;
  const [, baseUrl = '.'] = /"baseUrl"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  const found = paths.matchAll(/"([^"*]+)\*?"\s*:\s*\[\s*"([^"*]*)\*?"/g);
  return Object.fromEntries(
    Array.from(found, ([, name, place]) => [name!, join(dirname(config), baseUrl, place!)]),
  );
}
