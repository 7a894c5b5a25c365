import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { designs } from '../../../models/design.ts';
import { readScenarioFile, type ScenarioFile } from './scenario-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'skipover-scenario-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown): ScenarioFile {
  const file = join(folder, 'scenario.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readScenarioFile(file);
}

const complete = {
  schema: 'skipover-scenario/1',
  design: 'hardened',
  switches: { skippedFrames: 'drop' },
  hazards: ['remap'],
  scope: 'small:takes=0',
  expect: { violates: ['S1'], steps: 9 },
};

describe('a scenario of a file', () => {
  it('is a design in a configuration within bounds', () => {
    const { scenario, expect: expected } = read(complete);
    expect(scenario.design).toEqual({ ...designs.hardened, skippedFrames: 'drop' });
    expect(scenario.hazards).toEqual(['remap']);
    expect([scenario.scope.frames, scenario.scope.takes]).toEqual([3, 0]);
    expect(expected).toEqual({ violates: ['S1'], steps: 9 });
  });

  it('needs no more than a design', () => {
    const { scenario } = read({ schema: complete.schema, design: 'xen' });
    expect([scenario.hazards, scenario.scope.name]).toEqual([[], 'quick']);
  });
});

describe('what is refused, and where', () => {
  it.each([
    ['half a file', '{"schema": "skipover-scenario/1", "des', 'not a complete JSON file'],
    ['a list for a design', { ...complete, design: [] }, 'at design:'],
    ['a key too many', { ...complete, hazard: 'remap' }, 'at hazard:'],
    ['a hazard that is a number', { ...complete, hazards: [3] }, 'at hazards.0: 3'],
    ['no design', { schema: complete.schema }, 'at design:'],
    [
      'a property that is none',
      { ...complete, expect: { violates: ['S99'] } },
      'at expect.violates.0',
    ],
  ])('%s: data', (_title, content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(expect.objectContaining({ kind: 'data' }) as Error);
  });

  it.each([
    ['an unknown hazard', { ...complete, hazards: ['earthquake'] }, "unknown hazard 'earthquake'"],
    ['an unknown value', { ...complete, switches: { pageTableWalk: 'slowly' } }, "'slowly'"],
    ['two values', { ...complete, design: 'hardened:skippedFrames=defer' }, 'two values'],
    ['a bound that is none', { ...complete, scope: 'small:moons=2' }, 'moons'],
  ])('%s: configuration', (_title, content, message) => {
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(
      expect.objectContaining({ kind: 'configuration' }) as Error,
    );
  });
});
