import { describe, expect, it } from 'vitest';
import { check } from '../../checking/check.ts';
import type { QemuSize } from './memory.ts';
import { qemuSystem, type HintDesign } from './system.ts';

const size: QemuSize = {
  frames: 2,
  hintsInFlight: 1,
  takes: 1,
  frees: 1,
  hints: 2,
  bursts: 2,
};

function verdict(design: HintDesign) {
  const { system } = qemuSystem(size, design, (page) => page === 1);
  const result = check(system);
  const s1 = result.properties.find(({ id }) => id === 'S1')!;
  const events = (s1.counterexamples[0]?.steps ?? []).map(
    ({ transition }) => system.transitions[transition]!.event,
  );
  return { ...result, s1, events };
}

/** The page is hinted while free, taken and written, synced, and only then the hint is handled. */
const lateHint = /hint take decide .*hinted .*stopVm sync send$/;

describe("QEMU's loop, 2 pages, 2 bursts", () => {
  it('loses nothing without hints', () => {
    expect(verdict({ hints: 'off', window: 'open' }).s1.verdict).toBe('verified');
  });

  it('loses a page to a hint that is taken after the sync that followed its reuse', () => {
    const { s1, events } = verdict({ hints: 'on', window: 'open' });
    expect(s1.verdict).toBe('violated');
    expect(events).toHaveLength(12);
    expect(events.join(' ')).toMatch(lateHint);
  });

  it('loses nothing where hints are taken only between two syncs', () => {
    const { s1, states } = verdict({ hints: 'on', window: 'drained' });
    expect(s1.verdict).toBe('verified');
    expect(states).toBeGreaterThan(1000);
  });
});
