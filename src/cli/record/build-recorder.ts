import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '../../foundation/input-error.ts';
import { packageFolder } from '../files/files.ts';

const run = promisify(execFile);
const sources = ['page-trace-agent.c', 'hotspot.c', 'hotspot.h', 'pagemap-scan.h'];

/**
 * The recorder's library, compiled by gcc for this machine's JDK and kept for the next time.
 *
 * @throws InputError('data') with what is missing: Linux, gcc, a JDK with its headers
 */
export async function buildRecorder(): Promise<string> {
  if (process.platform !== 'linux') throw missing('Linux 6.7 or newer');
  const jdk = await findJdk();
  await output('gcc', ['--version'], 'gcc (apt-get install gcc)');
  const folder = join(packageFolder(), 'native');
  const hash = createHash('sha256').update(jdk);
  for (const name of sources) hash.update(readFileSync(join(folder, name)));
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'skipover');
  const library = join(cache, `page-trace-${hash.digest('hex').slice(0, 16)}.so`);
  if (existsSync(library)) return library;
  mkdirSync(cache, { recursive: true });
  // Compiled beside its place and renamed: two commands at once see a complete library or none.
  const partial = `${library}.${process.pid}`;
  const headers = [`-I${join(jdk, 'include')}`, `-I${join(jdk, 'include/linux')}`];
  const code = sources.filter((name) => name.endsWith('.c')).map((name) => join(folder, name));
  const options = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-shared', '-fPIC', ...headers];
  await output('gcc', [...options, ...code, '-o', partial, '-ldl', '-lpthread'], 'a gcc for C11');
  renameSync(partial, library);
  return library;
}

function missing(what: string): InputError {
  return new InputError('data', `record needs ${what}`);
}

async function output(program: string, options: readonly string[], what: string): Promise<string> {
  try {
    return (await run(program, options)).stdout;
  } catch {
    throw missing(what);
  }
}

/** The folder of the JDK: `JAVA_HOME`, else that of the javac on the path. */
async function findJdk(): Promise<string> {
  const home = process.env['JAVA_HOME'] ?? '';
  const what = 'a JDK with include/jvmti.h (JAVA_HOME, or javac on the path)';
  const found = home === '' ? await output('sh', ['-c', 'command -v javac'], what) : '';
  const jdk = home === '' ? dirname(dirname(realpathSync(found.trim()))) : home;
  if (!existsSync(join(jdk, 'include/jvmti.h'))) throw missing(what);
  return jdk;
}
