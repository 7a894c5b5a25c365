import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { scratchFolder } from './guest-folder.ts';
import type { NativeParts } from './native-parts.ts';

const run = promisify(execFile);

/** Why the demonstration cannot run on this machine. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** Where the sources are, and where to build. */
export interface BuildPlace {
  /** The folder of the C and Java sources. */
  readonly sources: string;
  readonly into: string;
}

const warnings = ['-Wall', '-Wextra', '-Wconversion', '-Wno-sign-conversion', '-Werror'];

/**
 * Builds agent, helpers and Java classes.
 *
 * @throws Missing with what this machine lacks
 */
export async function buildNativeParts({ sources, into }: BuildPlace): Promise<NativeParts> {
  if (process.platform !== 'linux') throw new Missing('Linux');
  const jdk = await findJdk();
  await requireProgram('gcc', ['--version'], 'gcc');
  mkdirSync(into, { recursive: true });
  const native: NativeParts = {
    library: join(into, 'libguest.so'),
    hypervisor: join(into, 'hypervisor'),
    tenant: join(into, 'tenant'),
    classes: join(into, 'classes'),
    java: join(jdk, 'bin', 'java'),
    scratch: scratchFolder(existsSync),
  };
  const at = (names: readonly string[]): string[] => names.map((name) => join(sources, name));
  const hotspot = join(sources, '../../native/hotspot.c');
  const headers = [`-I${jdk}/include`, `-I${jdk}/include/linux`];
  await compile(['-O2', ...at(['hypervisor.c', 'wire.c']), '-o', native.hypervisor]);
  await requireKernel(native.hypervisor);
  const shared = [...at(['agent.c', 'frames.c', 'wire.c']), hotspot];
  const java = readdirSync(join(sources, 'java'), { recursive: true, encoding: 'utf8' });
  const files = java.filter((name) => name.endsWith('.java'));
  await Promise.all([
    compile(['-O2', ...at(['tenant.c', 'wire.c']), '-o', native.tenant]),
    compile(['-O2', '-shared', '-fPIC', ...headers, ...shared, '-o', native.library, '-ldl']),
    run(join(jdk, 'bin', 'javac'), [
      '-d',
      native.classes,
      ...files.map((name) => join(sources, 'java', name)),
    ]),
  ]);
  return native;
}

async function compile(options: readonly string[]): Promise<void> {
  await run('gcc', ['-std=gnu11', ...warnings, ...options]);
}

async function requireProgram(
  name: string,
  options: readonly string[],
  what: string,
): Promise<string> {
  try {
    const { stdout, stderr } = await run(name, options);
    return stdout + stderr;
  } catch {
    throw new Missing(what);
  }
}

async function findJdk(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const javac = (
    await requireProgram('sh', ['-c', 'command -v javac'], 'a JDK (javac, java)')
  ).trim();
  const jdk = home !== undefined && home !== '' ? home : dirname(dirname(realpathSync(javac)));
  if (!existsSync(join(jdk, 'include/jvmti.h')))
    throw new Missing(`a JDK with include/jvmti.h (${jdk})`);
  return jdk;
}

async function requireKernel(hypervisor: string): Promise<void> {
  try {
    await run(hypervisor, ['probe']);
  } catch (error) {
    throw new Missing(
      (error as { stdout?: string }).stdout?.trim() || 'a kernel with PAGEMAP_SCAN',
    );
  }
}
