import { describe, expect, it } from 'vitest';
import { designs, type Design } from '../models/design.ts';
import { scopes } from '../models/scope.ts';
import { quantify, type Measured } from '../src/analysis/cost-bounds/cost-bounds.ts';

function measure(design: Design): Map<string, Measured> {
  const scenario = { designName: 'test', design, hazards: [], scope: scopes.quick };
  return new Map(quantify(scenario).quantities.map((measured) => [measured.id, measured]));
}

const idle: Design = { ...designs.hardened, whilePreparing: 'idle' };

describe('Q1, never worse than vanilla', () => {
  it('holds where un-skipping sets the bit alone', () => {
    const beyond = measure(idle).get('beyondVanilla')!;
    expect(beyond.limit).toEqual({ property: 'Q1', most: 0, holds: true });
    expect(beyond.best.value).toBeLessThan(0);
  });

  it('is violated by un-skipping with dirtying: a frame is sent that nobody wrote', () => {
    const beyond = measure({ ...idle, unskip: 'setBitAndDirty' }).get('beyondVanilla')!;
    expect([beyond.limit!.holds, beyond.worst.value]).toEqual([false, 1]);
  });
});

it('Q2 and Q3: within the budget, and every part of the downtime is measured', () => {
  const [xen, assisted] = [measure(designs.xen), measure(idle)];
  for (const found of [xen, assisted]) {
    for (const id of ['framesSent', 'iterations']) expect(found.get(id)!.limit!.holds).toBe(true);
    for (const id of ['pause', 'lastIteration', 'resumption']) {
      expect(found.get(id)!.best.value).toBeGreaterThan(0);
      expect(found.get(id)!.worst.value).toBeGreaterThanOrEqual(found.get(id)!.best.value!);
    }
  }
  // Nobody enforces a collection or updates a bitmap where nobody assists.
  for (const id of ['enforcedCollection', 'finalUpdate']) {
    expect(xen.get(id)!.worst.value).toBe(0);
    expect(assisted.get(id)!.best.value).toBeGreaterThan(0);
  }
  // What assistance is for.
  expect(assisted.get('framesSent')!.best.value).toBeLessThan(xen.get('framesSent')!.best.value!);
});
