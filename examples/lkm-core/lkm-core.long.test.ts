import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { scenarioSystem } from '../../src/analysis/matrix/scenario-system.ts';
import { parseScope } from '../../src/analysis/matrix/sized-scope.ts';
import { invariant } from '../../src/foundation/invariant.ts';
import { BreadthFirst } from '../../src/checking/search/breadth-first.ts';
import { parseDesign, parseHazards } from '../../src/analysis/matrix/named-design.ts';
import { AdapterProcess } from '../../src/cli/conformance/adapter-process.ts';
import { departure } from '../../src/cli/files/schema.ts';
import { connectAdapter } from '../../src/conformance/adapter-client.ts';
import {
  conformImplementation,
  type ConformOptions,
  type ConformResult,
} from '../../src/conformance/conform.ts';
import type { System } from '../../src/system/system.ts';
import { bugs, type SeededBug } from './bugs.ts';

/** Every seeded fault of the C module, and 10,000 schedules without one. */
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'skipover-lkm-core-'));
afterAll(() => rmSync(folder, { recursive: true }));

const isBuildable = ['gcc', 'make'].every(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0,
);
if (!isBuildable) console.log('skipped: gcc or make is not installed (apt-get install gcc make)');

interface Driven {
  readonly system: System;
  readonly result: ConformResult;
  readonly seconds: number;
}

/** Builds the module with a fault (0: none) and drives it. The seconds are the processor's, of finding and minimizing. */
async function drive(
  {
    bug,
    hazards: names,
    scope: scopeText,
    design: designText = 'hardened',
  }: Omit<SeededBug, 'title'>,
  options: ConformOptions,
): Promise<Driven> {
  const { status, stderr } = spawnSync('make', ['-s', '-C', here, `BUILD=${folder}`, `BUG=${bug}`]);
  expect(status, String(stderr)).toBe(0);
  const { design } = parseDesign(designText);
  const hazards = names.length === 0 ? [] : parseHazards(names);
  const scope = parseScope(scopeText);
  const { system } = scenarioSystem({ designName: designText, design, hazards, scope });
  const { name: _name, title: _title, ...bounds } = scope;
  const command = join(folder, `lkm-adapter-${bug}`);
  const adapter = new AdapterProcess({ command, args: [], timeoutMs: 30_000 });
  try {
    const client = await connectAdapter(adapter, {
      system: designText,
      configuration: { design, hazards, bounds },
      departure: (answer) => departure('adapter-answer', answer),
    });
    const start = cpuUsage();
    const result = await conformImplementation(system, client, options);
    const { user, system: kernel } = cpuUsage(start);
    return { system, result, seconds: (user + kernel) / 1e6 };
  } finally {
    await adapter.close();
  }
}

/** The fewest steps after which the transition that diverged can show the fault: by a search of its own. */
function fewestSteps(
  system: System,
  transition: number,
  shows: NonNullable<SeededBug['shows']>,
): number {
  const search = new BreadthFirst(system);
  const fields = new Map(system.layout.fields.map((field) => [field.name, field]));
  const value = (name: string): number[] => {
    const field = fields.get(name)!;
    return Array.from({ length: field.length }, (_, index) => field.get(search.current, index));
  };
  const found: number[] = [];
  while (search.isLeft && found.length === 0) {
    const state = search.expanded;
    search.expand((taken, choice) => {
      if (taken === transition && shows(value)) found.push(search.pathTo(state).length + 1);
      search.add(taken, choice);
    });
  }
  invariant(found[0] !== undefined, 'the transition is taken in some run');
  return found[0];
}

describe.skipIf(!isBuildable)('the C module', () => {
  test.each(bugs)('fault $bug is found and minimized: $title', async (bug) => {
    const { system, result, seconds } = await drive(bug, { runs: 1_000 });
    expect(result.verdict).toBe('diverges');
    const { steps, repeats, divergence } = result.found!;
    const { shows = () => true } = bug;
    const fewest = fewestSteps(system, steps.at(-1)!.transition, shows);
    console.log(
      `fault ${bug.bug}: ${steps.length} steps, fewest ${fewest}, ${seconds.toFixed(1)} s: ${divergence.detail}`,
    );
    expect(repeats.diverged).toBe(repeats.runs);
    expect(steps.length).toBeLessThanOrEqual(fewest + 2);
    expect(seconds).toBeLessThan(10);
  });

  test('follows 10,000 random schedules under six hazards', { timeout: 1_800_000 }, async () => {
    const hazards = ['remap', 'swap', 'appExit', 'suspendRefused', 'lateReady', 'secondMigration'];
    const { result, seconds } = await drive({ bug: 0, hazards, scope: 'ci' }, { runs: 10_000 });
    console.log(
      `10,000 schedules, ${result.performed} steps of the module, ${seconds.toFixed(1)} s`,
    );
    expect(result).toMatchObject({ verdict: 'conforms', schedules: 10_000, unreached: [] });
  });

  test(
    'follows 2,000 random schedules with a second application, sharing and aborts',
    { timeout: 1_800_000 },
    async () => {
      const hazards = [
        'share',
        'appExit',
        'abort',
        'secondMigration',
        'twoApps',
        'unalignedSurvivors',
      ];
      const { result } = await drive({ bug: 0, hazards, scope: 'quick' }, { runs: 2_000 });
      expect(result).toMatchObject({ schedules: 2_000 });
      expect(result.found).toBeUndefined();
    },
  );
});
