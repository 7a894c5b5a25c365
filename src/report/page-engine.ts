import { scenarioOf } from '../fuzzing/token.ts';

/** An engine as the page lists it. */
export interface EngineEntry {
  /** Part of addresses: letters, digits, `-`. */
  readonly slug: string;
  /** `migration`, or the file whose systems it explores. */
  readonly name: string;
  /** Why there is no script. */
  readonly missing?: string;
}

/** An engine that a page carries. */
export interface PageEngine extends EngineEntry {
  /** It gives the page a `MakeEngine`, and in a worker it answers. */
  readonly script?: string;
}

export const migrationName = 'migration';

/** Which engine of the page can open a token. */
export function engineOf(
  token: string | undefined,
  engines: readonly PageEngine[],
): { readonly engine?: string } {
  const name = token === undefined ? undefined : subjectOf(token);
  const found = engines.find((engine) => engine.name === name);
  return found?.script === undefined ? {} : { engine: found.slug };
}

/** The migration, or the file whose system a token is of; `undefined` for what is no token. */
function subjectOf(token: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(scenarioOf(token));
    if (!Array.isArray(parts)) return undefined;
    // Design, hazards, scope, property, failure class; or file, system, property, failure class, loop.
    return typeof parts[4] === 'string' ? migrationName : String(parts[0]);
  } catch {
    return undefined;
  }
}
