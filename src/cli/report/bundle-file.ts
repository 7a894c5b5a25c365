import { join, resolve } from 'node:path';
import type { PageEngine } from '../../report/page-engine.ts';
import { packageFolder } from '../files/files.ts';

/**
 * Bundles a file that exports systems with the executor, for the browser. Nothing of the file is run here. Where that
 * is not possible, the reason in one line: esbuild is an optional dependency, and what needs Node runs in no browser.
 */
export async function bundleFile(file: string): Promise<Pick<PageEngine, 'script' | 'missing'>> {
  const esbuild = await import('esbuild').catch(() => undefined);
  if (esbuild === undefined) {
    return { missing: 'esbuild is not installed (npm install esbuild)' };
  }
  const own = join(packageFolder(), 'dist/page/own');
  const entry = [
    `import * as exports from ${JSON.stringify(resolve(file))};`,
    `import { installFile } from ${JSON.stringify(join(own, 'file.js'))};`,
    `installFile(exports, ${JSON.stringify(file)});`,
  ].join('\n');
  try {
    const { outputFiles } = await esbuild.build({
      stdin: { contents: entry, resolveDir: process.cwd() },
      alias: { skipover: join(own, 'model.js') },
      bundle: true,
      minify: true,
      // Names of actors and guards are read from functions.
      keepNames: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      write: false,
      logLevel: 'silent',
    });
    return { script: outputFiles[0]!.text };
  } catch (error) {
    return { missing: `it cannot be bundled for a browser: ${firstError(error)}` };
  }
}

/** What esbuild says first, with its place. */
function firstError(error: unknown): string {
  const [first] = (error as { readonly errors?: readonly BundleError[] }).errors ?? [];
  if (first === undefined) return error instanceof Error ? error.message : String(error);
  const { text, location } = first;
  return location === null ? text : `${location.file}:${location.line}: ${text}`;
}

interface BundleError {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number } | null;
}
