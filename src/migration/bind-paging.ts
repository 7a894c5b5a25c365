import { fillBits, nextSetBit } from '../layout/bitmap.ts';
import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import { Queue } from '../system/channel.ts';
import type { Design } from '../../models/design.ts';
import { messages } from '../../models/messages.ts';
import type { Memory } from './memory.ts';
import type { ProcessActions, ProcessGuards } from './chart-names.ts';

/** What page server and pager remember, and what is on its way between them. One frame at a time each
 * to the destination, and one more that is being placed; one that is asked for and has not come. */
export class PagingMemory {
  readonly pages: Queue;
  readonly returnPath: Queue;
  /** Where the page server goes on; `frames` when all is sent. */
  readonly cursor: Field;
  /** The frame that was asked for and has not come, + 1; 0 where none was. */
  readonly awaited: Field;
  /** The frame that is being placed, while one is. */
  readonly placed: Field;
  /** The destination has said that it has everything. */
  readonly isComplete: Field;

  constructor(layout: LayoutBuilder, frames: number, requestsInFlight: number) {
    const payload = { frame: frames - 1 };
    this.pages = new Queue(layout, 'pages', { capacity: 1, messages: messages.pages, payload });
    this.returnPath = new Queue(layout, 'returnPath', {
      capacity: requestsInFlight,
      messages: messages.returnPath,
      payload,
    });
    this.cursor = layout.field('pushCursor', bitsFor(frames));
    this.awaited = layout.field('awaitedFrame', bitsFor(frames));
    this.placed = layout.field('placedFrame', bitsFor(frames - 1));
    this.isComplete = layout.field('arrivalIsComplete', 1);
  }
}

export interface PagingBinding {
  readonly memory: Memory;
  readonly paging: PagingMemory;
  readonly design: Design;
  /** The daemon has heard that the destination runs the VM, and waits for its frames to arrive. */
  readonly daemonWaits: (words: Uint32Array) => boolean;
}

/** What the page server chart's guards mean. */
export function pageServerGuards(binding: PagingBinding): ProcessGuards<'pageServer'> {
  const { memory, paging, design, daemonWaits } = binding;
  return {
    vmHasMoved: (words) => daemonWaits(words) && paging.isComplete.get(words, 0) === 0,
    everyFrameIsSent: (words) =>
      paging.cursor.get(words, 0) === memory.frames && !paging.pages.isFull(words),
    linkHasRoom: (words) => !paging.pages.isFull(words),
    frameIsUnsent: (words) => memory.send.get(words, paging.returnPath.read(words, 'frame')) === 1,
    answersAlways: () => design.resendPolicy === 'always',
  };
}

/** What the page server chart's actions do. */
export function pageServerActions({ memory, paging }: PagingBinding): ProcessActions<'pageServer'> {
  const { send } = memory;
  const turnToRequested = (words: Uint32Array): void =>
    paging.cursor.set(words, 0, paging.returnPath.read(words, 'frame'));
  return {
    startAtFirstFrame: (words) => paging.cursor.set(words, 0, nextSetBit(words, send, 0)),
    pushFrame: (words) => {
      const frame = paging.cursor.get(words, 0);
      send.set(words, frame, 0);
      paging.pages.send(words, 'frame', { frame });
      const next = nextSetBit(words, send, frame + 1);
      // After a request the search goes on from there, and comes back to what it has left out.
      paging.cursor.set(words, 0, next < memory.frames ? next : nextSetBit(words, send, 0));
    },
    sendEnd: (words) => {
      paging.pages.send(words, 'end');
      paging.cursor.set(words, 0, 0);
    },
    turnToRequested,
    sendRequestedAgain: (words) => {
      send.set(words, paging.returnPath.read(words, 'frame'), 1);
      turnToRequested(words);
    },
    noteArrival: (words) => paging.isComplete.set(words, 0, 1),
  };
}

/** What the pager chart's guards mean; the choice of `fault` is a frame. */
export function pagerGuards({ memory, paging, design }: PagingBinding): ProcessGuards<'pager'> {
  const isAbsent = (words: Uint32Array, frame: number): boolean =>
    memory.absent?.get(words, frame) === 1;
  return {
    frameIsMissed: (words, frame) =>
      memory.vmRuns.get(words, 0) === 1 &&
      paging.awaited.get(words, 0) === 0 &&
      isAbsent(words, frame) &&
      !paging.returnPath.isFull(words),
    frameIsAbsent: (words) => isAbsent(words, paging.placed.get(words, 0)),
    lateFramesOverwrite: () => design.duplicateFrames === 'overwrite',
    returnPathHasRoom: (words) => !paging.returnPath.isFull(words),
  };
}

/** What the pager chart's actions do. */
export function pagerActions({ memory, paging }: PagingBinding): ProcessActions<'pager'> {
  const { stale, poison, lastSend } = memory;
  /** What comes is the source's copy; what was written at the destination since is lost by it. */
  const copy = (words: Uint32Array, frame: number, wasWritten: boolean): void => {
    poison.set(words, frame, wasWritten ? 1 : 0);
    stale.set(words, frame, 0);
    lastSend.set(words, frame, 0);
  };
  const dropFrame = (words: Uint32Array): void => paging.placed.set(words, 0, 0);
  return {
    requestFrame: (words, frame) => {
      paging.awaited.set(words, 0, frame + 1);
      paging.returnPath.send(words, 'requested', { frame });
    },
    receiveFrame: (words) => paging.placed.set(words, 0, paging.pages.read(words, 'frame')),
    placeFrame: (words) => {
      const frame = paging.placed.get(words, 0);
      // A touch waits for the frame, so that nothing has been written there before.
      copy(words, frame, poison.get(words, frame) === 0 && stale.get(words, frame) === 1);
      memory.absent?.set(words, frame, 0);
      if (paging.awaited.get(words, 0) === frame + 1) paging.awaited.set(words, 0, 0);
      dropFrame(words);
    },
    overwriteFrame: (words) => {
      const frame = paging.placed.get(words, 0);
      copy(words, frame, stale.get(words, frame) === 1);
      dropFrame(words);
    },
    dropFrame,
    zeroAbsentFrames: (words) => {
      if (memory.absent !== undefined) fillBits(words, memory.absent, 0);
      paging.awaited.set(words, 0, 0);
    },
    reportComplete: (words) => void paging.returnPath.send(words, 'complete'),
  };
}
