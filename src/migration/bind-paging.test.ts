/**
 * What page server and pager do and ask once the VM runs at the destination: one small memory each, before and after.
 * `send` has a bit for each frame that the source still has to send; `absent` one for each that a touch must wait for.
 */
import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { BoundProcess, type Before, type Fields } from './bound-process.ts';
import type { Machine } from './machine.ts';

function bound(name: 'pageServer' | 'pager', changes: Partial<Design> = {}): BoundProcess {
  const design: Design = {
    ...designs.hardened,
    switchover: 'atOnce',
    skippedAtDestination: 'absent',
    ...changes,
  };
  const scenario = {
    designName: 'bound',
    design,
    hazards: [],
    scope: { ...scopes.bare, frames: 4 },
  };
  return new BoundProcess(name, (mutate) => scenarioSystem(scenario, mutate));
}

/** The destination has asked for frame 2; beside it, what `fields` writes. */
const requested =
  (write: (words: Uint32Array, machine: Machine) => void = () => {}) =>
  (words: Uint32Array, machine: Machine): void => {
    machine.paging!.returnPath.send(words, 'requested', { frame: 2 });
    write(words, machine);
  };

/** Frame 3 is on its way. */
const underWay = (words: Uint32Array, { paging }: Machine): void =>
  void paging!.pages.send(words, 'frame', { frame: 3 });

describe('the page server', () => {
  test.each<[string, string, Before, Fields]>([
    [
      'starts at the first frame that is left',
      'startAtFirstFrame',
      { send: '0011' },
      { pushCursor: 2 },
    ],
    [
      'sends a frame, which is left no more, and goes on at the next',
      'pushFrame',
      { send: '0101', pushCursor: 1 },
      { send: '0001', pushCursor: 3, 'pages.count': 1, 'pages.frame': 1 },
    ],
    [
      'comes back to what it passed over for a request',
      'pushFrame',
      { send: '1001', pushCursor: 3 },
      { send: '1000', pushCursor: 0, 'pages.count': 1, 'pages.frame': 3 },
    ],
    [
      'is at the end after the last one',
      'pushFrame',
      { send: '0010', pushCursor: 2 },
      { send: '0000', pushCursor: 4, 'pages.count': 1, 'pages.frame': 2 },
    ],
    ['goes on at the frame that was asked for', 'turnToRequested', requested(), { pushCursor: 2 }],
    [
      'has to send a frame again that it was asked for',
      'sendRequestedAgain',
      requested(),
      { pushCursor: 2, send: '0010' },
    ],
    ['remembers that everything has arrived', 'noteArrival', {}, { arrivalIsComplete: 1 }],
  ])('%s', (_words, action, before, after) => {
    expect(bound('pageServer').effect(action, before)).toEqual(after);
  });

  test('says that it was the last one', () => {
    const after = bound('pageServer').effect('sendEnd', { pushCursor: 4 });
    expect(after).toMatchObject({ 'pages.count': 1, pushCursor: 0 });
    expect(after['pages.kind']).not.toBe(0);
  });

  test.each<[string, string, Before, boolean]>([
    ['everything is sent', 'everyFrameIsSent', { pushCursor: 4 }, true],
    ['one is left', 'everyFrameIsSent', { pushCursor: 3 }, false],
    [
      'the end has to wait for room',
      'everyFrameIsSent',
      (words, machine) => {
        machine.paging!.cursor.set(words, 0, 4);
        underWay(words, machine);
      },
      false,
    ],
    ['nothing is on its way', 'linkHasRoom', {}, true],
    ['one frame fills the link', 'linkHasRoom', underWay, false],
    [
      'the frame that was asked for is left',
      'frameIsUnsent',
      requested((words, { memory }) => memory.send.set(words, 2, 1)),
      true,
    ],
    [
      'it was sent before',
      'frameIsUnsent',
      requested((words, { memory }) => memory.send.set(words, 1, 1)),
      false,
    ],
  ])('%s: %s', (_words, guard, before, holds) => {
    expect(bound('pageServer').holds(guard, before)).toBe(holds);
  });

  test('answers what it has sent already only where the design says so', () => {
    const answers = (resendPolicy: Design['resendPolicy']): boolean =>
      bound('pageServer', { resendPolicy }).holds('answersAlways', {});
    expect([answers('always'), answers('unsentOnly')]).toEqual([true, false]);
  });
});

describe('the pager', () => {
  test.each<[string, string, Before, number, Fields]>([
    [
      'asks for a frame, and remembers which',
      'requestFrame',
      {},
      2,
      { awaitedFrame: 3, 'returnPath.count': 1, 'returnPath.frame': 2 },
    ],
    ['takes a frame off the link', 'receiveFrame', underWay, 0, { placedFrame: 3 }],
    [
      'places a frame: it is there, as the source had it, and nobody waits any more',
      'placeFrame',
      {
        placedFrame: 1,
        absent: '0100',
        awaitedFrame: 2,
        poison: '0100',
        stale: '0100',
        lastSend: '0100',
      },
      0,
      {
        placedFrame: 0,
        absent: '0000',
        awaitedFrame: 0,
        poison: '0000',
        stale: '0000',
        lastSend: '0000',
      },
    ],
    [
      'and who waits for another one goes on waiting',
      'placeFrame',
      { placedFrame: 1, absent: '0110', awaitedFrame: 3 },
      0,
      { placedFrame: 0, absent: '0010' },
    ],
    [
      'a frame that was written here is overwritten by the older copy of the source: its content is lost',
      'overwriteFrame',
      { placedFrame: 1, stale: '0100', lastSend: '0100' },
      0,
      { placedFrame: 0, poison: '0100', stale: '0000', lastSend: '0000' },
    ],
    [
      'one that nobody wrote loses nothing',
      'overwriteFrame',
      { placedFrame: 1, lastSend: '0100' },
      0,
      { placedFrame: 0, lastSend: '0000' },
    ],
    ['or it is dropped', 'dropFrame', { placedFrame: 1, stale: '0100' }, 0, { placedFrame: 0 }],
    [
      'at the end what never came is zero, and nobody waits',
      'zeroAbsentFrames',
      { absent: '0110', awaitedFrame: 3 },
      0,
      { absent: '0000', awaitedFrame: 0 },
    ],
  ])('%s', (_words, action, before, choice, after) => {
    expect(bound('pager').effect(action, before, choice)).toEqual(after);
  });

  test.each<[string, Before, number, boolean]>([
    ['a touch of a frame that is absent is a fault', { vmRuns: 1, absent: '0010' }, 2, true],
    ['one that is there is none', { vmRuns: 1, absent: '0010' }, 1, false],
    ['a VM that stands touches nothing', { absent: '0010' }, 2, false],
    ['one fault at a time', { vmRuns: 1, absent: '0010', awaitedFrame: 1 }, 2, false],
  ])('%s', (_words, before, frame, holds) => {
    expect(bound('pager').holds('frameIsMissed', before, frame)).toBe(holds);
  });

  test('places what is absent, and overwrites the rest only where the design says so', () => {
    const pager = bound('pager', { duplicateFrames: 'overwrite' });
    expect(pager.holds('frameIsAbsent', { placedFrame: 2, absent: '0010' })).toBe(true);
    expect(pager.holds('frameIsAbsent', { placedFrame: 2, absent: '1101' })).toBe(false);
    expect(pager.holds('lateFramesOverwrite', {})).toBe(true);
    expect(bound('pager').holds('lateFramesOverwrite', {})).toBe(false);
  });
});
