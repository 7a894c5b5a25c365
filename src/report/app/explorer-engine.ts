import type { Engine, MakeEngine } from '../explorer/engine.ts';
import { readBlock } from './data.ts';

/** An engine of this page, and its script for a worker. */
export interface LoadedEngine {
  readonly engine: Engine;
  readonly version: string;
  readonly script: string;
}

interface EngineWindow {
  skipoverEngine?: MakeEngine;
}

const loaded = new Map<string, Promise<LoadedEngine>>();

/**
 * Unpacks an engine and runs it; once. `slug`: as in {@link EngineEntry}. The script is put into the page as
 * text, and the browser compares it with the hash that the policy of the page names: nothing else can run.
 */
export function loadEngine(slug: string, version: string): Promise<LoadedEngine> {
  const known = loaded.get(slug);
  if (known !== undefined) return known;
  const engine = run(slug, version);
  loaded.set(slug, engine);
  return engine;
}

async function run(slug: string, version: string): Promise<LoadedEngine> {
  const script = await readBlock<string>(`engine-${slug}`);
  const scope = globalThis as unknown as EngineWindow;
  delete scope.skipoverEngine;
  const element = document.createElement('script');
  element.textContent = script;
  document.body.append(element);
  element.remove();
  // The script has set it.
  const make = scope.skipoverEngine as MakeEngine | undefined;
  if (make === undefined) throw new Error('the browser does not run the engine of this page');
  return { engine: make(version), version, script };
}
