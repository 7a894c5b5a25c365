import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecentStates } from './recent-states.ts';
import { generatedRecorder, recorderByLoops, stepRecorder } from './step-recorder.ts';

type Make = typeof generatedRecorder;

/** Everything that is recorded of a run of states, and the number of records first. */
function recorded(make: Make, known: Uint32Array, states: readonly Uint32Array[]): number[] {
  const next = new Uint32Array(known.length);
  const place = {
    records: new Uint32Array(states.length * (known.length + 2)),
    at: 0,
    count: 0,
    id: 0,
  };
  const record = make(next, new RecentStates(known), place);
  for (const [id, state] of states.entries()) {
    next.set(state);
    place.id = id;
    record();
  }
  expect(place.at).toBe(place.count * (known.length + 2));
  return [place.count, ...place.records];
}

test('generated code records what loops record', () => {
  const word = fc.oneof(fc.nat(1), fc.nat({ max: 0xffff_ffff }));
  const given = fc.integer({ min: 1, max: 33 }).chain((size) => {
    const state = fc.uint32Array({ minLength: size, maxLength: size });
    const similar = fc.array(word, { minLength: size, maxLength: size });
    const any = fc.oneof(
      state,
      similar.map((words) => Uint32Array.from(words)),
    );
    return fc.tuple(any, fc.array(any, { maxLength: 40 }), fc.array(fc.nat(39), { maxLength: 40 }));
  });
  fc.assert(
    fc.property(given, ([known, states, again]) => {
      const run = [...states, known, ...again.flatMap((at) => states[at] ?? [])];
      const expected = recorded(recorderByLoops, known, run);
      expect(recorded(generatedRecorder, known, run)).toEqual(expected);
      // Each state has its record, and the one that was known has none.
      const different = new Set(run.map((words) => words.join()));
      different.delete(known.join());
      expect(expected[0]!).toBeGreaterThanOrEqual(different.size);
    }),
  );
});

test.each([2, 40])('a state of %d words is recorded once in a row', (size) => {
  const next = new Uint32Array(size).fill(5);
  const place = { records: new Uint32Array(4 * (size + 2)), at: 0, count: 0, id: 3 };
  const record = stepRecorder(next, new Uint32Array(size), place);
  record();
  record();
  expect(place.at).toBe(size + 2);
  expect(place.records.subarray(0, size)).toEqual(next);
  expect(place.records[size + 1]).toBe(3);
  next[size - 1] = 6;
  record();
  expect(place.at).toBe(2 * (size + 2));
});
