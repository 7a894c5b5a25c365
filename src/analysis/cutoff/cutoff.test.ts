import { expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { findCutOff } from './cutoff.ts';

const start = { designName: 'xen', design: designs.xen, hazards: [], scope: scopes.small };
const maxStates = 50_000;

test('a bound that shows nothing new is not taken over, and the search is settled at once', () => {
  const found = findCutOff(start, { maxStates, growths: ['fewFrames', 'netlinkMessages'] });
  expect([found.end, found.scope, found.rounds.length]).toEqual(['settled', 'small', 1]);
  expect(found.behaviours).toBe(found.behavioursAtFirst);
  expect(found.rounds[0]!.trials.map(({ fresh }) => fresh)).toEqual([[], []]);
});

test('what shows something new is taken over, bound by bound, until nothing does', () => {
  const { rounds, ...found } = findCutOff(start, { maxStates, growths: ['resizes', 'takes'] });
  expect([found.end, found.scope]).toEqual(['settled', 'small:resizes=1']);
  expect(rounds.map(({ from, adopted }) => [from, adopted])).toEqual([
    ['small', 'resizes'],
    ['small:resizes=1', undefined],
  ]);
  const [resized] = rounds[0]!.trials;
  expect(resized!.fresh.some((each) => each.startsWith('goal: jvm: '))).toBe(true);
  expect(found.behaviours).toBe(found.behavioursAtFirst + resized!.fresh.length);
});

test('a search that is cut settles nothing', () => {
  const found = findCutOff(start, { maxStates: 1_000, growths: ['netlinkMessages'] });
  expect(found.end).toBe('cut');
});

test('what must grow with a bound does: frames and the reserved pages with Eden', () => {
  const { rounds } = findCutOff(start, { maxStates: 100, growths: ['edenPages'], stop: once() });
  expect(rounds[0]!.trials[0]!.scope).toBe('small:frames=4,edenPages=2,youngReservedPages=4');
});

/** True from the second time on. */
function once(): () => boolean {
  let asked = 0;
  return () => asked++ > 0;
}
