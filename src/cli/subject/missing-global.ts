import { basename } from 'node:path';

/**
 * Why a module cannot be loaded that uses a name which only a browser has, and what to write; `undefined` for another
 * failure. Imports run before the code of a file, so what defines the name is a file of its own.
 */
export function missingGlobal(file: string, error: unknown): string | undefined {
  if (!(error instanceof ReferenceError)) return undefined;
  const [, name] = /^([\w$]+) is not defined$/.exec(error.message) ?? [];
  if (name === undefined) return undefined;
  const value = name === 'window' || name === 'self' ? 'globalThis' : '...';
  return (
    `it uses ${name}, which Node does not have: write globalThis.${name} = ${value} into globals.ts, and check a file ` +
    `with import './globals.ts'; export * from './${basename(file)}';`
  );
}
