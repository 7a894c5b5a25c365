import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { scenarioSystem } from '../../analysis/matrix/scenario-system.ts';
import { drawConfiguration, stepsMaxOf } from '../../analysis/fuzzing/configurations.ts';
import { modelHash } from '../../analysis/matrix/model-hash.ts';
import { replayTrace } from '../../analysis/counterexamples/replay-trace.ts';
import { stepsOf, traceOf } from '../../subject/trace.ts';
import { fuzz } from '../../fuzzing/fuzz.ts';
import { readToken, tokenOfTrace } from './failure-token.ts';
import { readTraceFile, writeTraces } from './trace-file.ts';
import { toolOf } from '../version.ts';
import { viewOf } from '../../analysis/counterexamples/migration-view.ts';

const thorough = inject('thorough');
const folder = mkdtempSync(join(tmpdir(), 'skipover-traces-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a trace of any failure in any configuration', () => {
  test('comes back from its file and from its token as the same run', () => {
    let lengths: number[] = [];
    fc.assert(
      fc.property(fc.nat(), fc.subarray([...hazardNames], { maxLength: 3 }), (seed, hazards) => {
        const configuration = drawConfiguration({ hazards, framesMax: 24 }, seed);
        const named = { name: 'published', design: designs.published };
        const scenario = { designName: named.name, design: named.design, ...configuration };
        const migration = scenarioSystem(scenario);
        const options = {
          runs: 20,
          seed,
          shrinks: false,
          stepsMax: stepsMaxOf(configuration.scope),
        };
        for (const violation of fuzz(migration.system, options).violations) {
          const trace = traceOf(viewOf(migration), violation);
          const { name, title: _title, ...bounds } = configuration.scope;
          const reported = { hazards, design: named.name, switches: named.design, scope: name };
          const properties = [
            { id: trace.property, title: '', verdict: 'violated' as const, trace },
          ];
          const from = { tool: toolOf(), modelHash: modelHash(toolOf().version) };
          const own = mkdtempSync(join(folder, 'run-'));
          writeTraces(own, { scenario: reported, bounds, properties }, from);
          const read = readTraceFile(join(own, readdirSync(own)[0]!));
          expect(read.trace).toEqual(trace);
          expect(read.scenario).toEqual(reported);
          replayTrace(migration, read.trace, 'the file');
          expect(stepsOf(migration.system, read.trace)).toEqual(violation.steps);
          const token = tokenOfTrace(
            migration.system,
            { ...configuration, design: named },
            read.trace,
          );
          expect(readToken(token).steps).toEqual(violation.steps);
          lengths = [...lengths, violation.steps.length];
        }
      }),
      { numRuns: thorough ? 12 : 5, seed: 5 },
    );
    // The law was exercised, on long runs too.
    expect(lengths.length).toBeGreaterThan(thorough ? 8 : 3);
    expect(Math.max(...lengths)).toBeGreaterThan(60);
  });
});
