import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { createJiti } from 'jiti';
import { exportedMachines } from '../../actors/plain-machines.ts';
import { InputError } from '../../foundation/input-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { missingGlobal } from './missing-global.ts';
import { plain } from '../terminal/text.ts';
import { withAssets } from './asset-files.ts';
import { pathAliases } from './path-aliases.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { inputLimits, sizeText } from '../../input/input-limits.ts';
import { ModelError } from '../../foundation/model-error.ts';
import { exportedSubjects } from '../../subject/exported-subjects.ts';
import type { Subject, SubjectSystem } from '../../subject/subject.ts';
import type { System } from '../../system/system.ts';

/** What a file exports, with the machines of it that need a configuration. */
export interface LoadedSubject extends Required<Subject> {
  /** What an adapter of its systems is configured with: the export of that name. */
  readonly configuration: unknown;
}

/**
 * Loads a TypeScript or JavaScript module and collects what it exports: a `System`, an array or a record of
 * them, or a subject (`{ systems }`). Node 20 cannot run TypeScript, so jiti does. `import 'skipover'` in the
 * file means this program.
 *
 * Throws `InputError('data')`, in one line, where the file is missing, fails while it loads, or exports no
 * system. A plain XState machine that needs a configuration is in `refused`.
 */
export async function loadSubject(file: string): Promise<LoadedSubject> {
  requireFile(file);
  const exports = await importFile(file);
  const { systems, refused } = exportedSubjects(exports, file);
  if (systems.length === 0 && refused.length === 0) {
    throw refusal(file, nothingIn(exports));
  }
  const names = [...systems, ...refused].map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw refusal(file, `exports two systems under the name '${twice}'`);
  return { name: file, systems, refused, configuration: exports['configuration'] };
}

function nothingIn(exports: Readonly<Record<string, unknown>>): string {
  const makers = Object.entries(exports).filter(
    ([name, value]) => typeof value === 'function' && /machine/i.test(name),
  );
  if (makers.length === 0)
    return 'exports no system and no XState machine: export what createMachine(), defineActors() or defineSystem() returns';
  const [maker] = makers[0]!;
  const names = makers.map(([name]) => name).join(', ');
  return `exports no XState machine, and functions that may make one (${names}): export one: export const machine = ${maker}(...)`;
}

/** The system of that name in a file. Throws `InputError('data')` if there is none. */
export async function loadSystem(file: string, name: string): Promise<SubjectSystem> {
  const { systems, refused } = await loadSubject(file);
  const found = systems.find((each) => each.name === name);
  if (found !== undefined) return found;
  const reason = refused.find((each) => each.name === name);
  if (reason !== undefined) throw reason.error;
  const known = systems.map((each) => each.name).join(', ');
  throw refusal(file, `exports no system '${name}'; it has: ${known}`);
}

/** The system alone: how a thread that helps in a search builds it. */
export async function systemOfFile(file: string, name: string): Promise<System> {
  return (await loadSystem(file, name)).system;
}

/**
 * The systems that `--only` names, or all. Prints why each of the others that were asked for is refused. Throws
 * `InputError('configuration')` where a name is unknown, or none is left.
 */
export function chosenSystems(
  { name: file, systems, refused }: LoadedSubject,
  only: readonly string[],
): readonly SubjectSystem[] {
  const names = [...systems, ...refused].map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw unknownName(`system of ${file}:`, unknown, { allowed: names });
  }
  const isAsked = ({ name }: { readonly name: string }): boolean =>
    only.length === 0 || only.includes(name);
  const chosen = systems.filter(isAsked);
  const reasons = refused.filter(isAsked).map(({ error }) => error);
  if (chosen.length === 0 && reasons.length === 1) throw reasons[0]!;
  for (const { message } of reasons) console.error(plain(`skipover: ${message}`));
  if (chosen.length > 0) return chosen;
  throw new InputError('configuration', `${file}: each of its machines needs a configuration`);
}

/** 10 if a system that was asked for is refused, else 0. */
export function codeOfRefused({ refused }: LoadedSubject, only: readonly string[]): number {
  const isAny = refused.some(({ name }) => only.length === 0 || only.includes(name));
  return isAny ? exitCodes.configuration : exitCodes.ok;
}

function refusal(file: string, reason: string): InputError {
  return new InputError('data', `${file}: ${reason}`);
}

function requireFile(file: string): void {
  let stat;
  try {
    stat = statSync(file);
  } catch {
    throw refusal(file, 'no such file');
  }
  if (!stat.isFile()) throw refusal(file, 'not a regular file');
  const sizeMax = inputLimits().moduleBytes;
  if (stat.size <= sizeMax) return;
  const limit = `over the limit of ${sizeText(sizeMax)} for a module (--max-input raises it)`;
  throw refusal(file, `${sizeText(stat.size)} ${limit}`);
}

let isReporting = false;

/** Code of a file may go on running, as an actor that it starts does. What fails there is printed, once. */
function reportFailuresOf(file: string): void {
  if (isReporting) return;
  isReporting = true;
  const report = (error: unknown): void => {
    if (!isMainThread) return;
    console.error(plain(`skipover: ${file}: code that it started failed: ${reasonOf(error)}`));
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  reportFailuresOf(file);
  try {
    const options = {
      interopDefault: false,
      fsCache: false,
      jsx: true,
      alias: pathAliases(file),
      // By its name, as everybody imports it: one copy of each class, and no import of a layer above.
      virtualModules: { skipover: await import('skipover') },
    };
    const jiti = createJiti(import.meta.url, withAssets(options));
    return await jiti.import(resolve(file));
  } catch (error) {
    throw refusal(file, `cannot be loaded: ${missingGlobal(file, error) ?? reasonOf(error)}`);
  }
}

/** In one line: every mistake of a model, or what the import said first. */
function reasonOf(error: unknown): string {
  if (error instanceof ModelError) return error.problems.join('; ');
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]!;
}

/** What `skipover init` prints: a configuration for each plain machine that a file exports. */
export async function startingConfigurations(file: string): Promise<string[]> {
  requireFile(file);
  const machines = exportedMachines(await importFile(file), file);
  if (machines.length === 0) throw refusal(file, 'exports no XState machine');
  return machines.map(({ configuration }) => configuration);
}
