/** What `npm ci` runs on a machine: nothing that is not listed here. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly link?: boolean;
}

const lockfile = new URL('../package-lock.json', import.meta.url);
const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as {
  packages: Readonly<Record<string, Locked>>;
};
const locked = Object.entries(packages).filter(([path]) => path !== '');

/** Packages that run a script when they are installed, and why that is wanted. */
const allowed: Readonly<Record<string, string>> = {
  'node_modules/esbuild': 'checks that the binary of this system is there; development only',
  'node_modules/fsevents': 'optional, macOS only: builds watching of files for development',
  'node_modules/msgpackr-extract':
    'optional: looks for a prebuilt decoder; bullmq works without it',
};

test('no dependency runs a script when it is installed, but those that are listed', () => {
  const scripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const unlisted = scripts.map(([path]) => path).filter((path) => !Object.hasOwn(allowed, path));
  expect(unlisted).toEqual([]);
});

/** Not packages but folders of this repository: the generator of the API pages has its own dependencies. */
const ownFolders: readonly string[] = ['tools/api-docs', 'node_modules/skipover-api-docs'];

test('every package comes from a registry, by its name, and with its hash', () => {
  expect(locked.length).toBeGreaterThan(100);
  const others = locked.filter(
    ([, { resolved = 'https://registry.npmjs.org/', integrity = '', link }]) =>
      link === true ||
      !resolved.startsWith('https://registry.npmjs.org/') ||
      !integrity.startsWith('sha512-'),
  );
  const foreign = others.map(([path]) => path).filter((path) => !ownFolders.includes(path));
  expect(foreign).toEqual([]);
});
