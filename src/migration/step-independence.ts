import type { System } from '../system/system.ts';
import { actionsOf, type ProcessAction } from './chart-names.ts';
import type { Machine } from './machine.ts';

/** The daemon's repeated step is given so many frames from its cursor on, at most. */
const windowFrames = 32;
/** Pages of Eden whose frames are looked up at once: more are seldom filled between two writes to Old. */
const pagesAsked = 12;

/**
 * Which steps of daemon and JVM have the same result in either order: the daemon sends frames, the JVM fills or
 * writes pages of other frames, or passes over garbage. A send reads cursor, send set, batch and transfer
 * bits, which no such step of the JVM writes; what both write, `stale`, they write for different frames.
 * `analysis/commuting.test.ts` compares both orders. Only a clock asks: it saves going to and fro between the two.
 */
export class Commuting {
  readonly #machine: Machine;
  readonly #sends: Uint8Array;
  /** By transition: how the pages are known that it writes. */
  readonly #writes: readonly ('nothing' | 'eden' | 'choice' | 'unknown')[];

  constructor({ transitions, watch }: System, machine: Machine) {
    this.#machine = machine;
    const isOnly = (each: (typeof transitions)[number], name: ProcessAction): boolean =>
      each.channel === undefined &&
      each.rule?.source === each.rule?.target &&
      each.rule?.actions.length === 1 &&
      actionsOf(each)[0] === name;
    // Who judges steps must see them in their order.
    const known = watch === undefined;
    this.#sends = Uint8Array.from(transitions, (each) =>
      known && isOnly(each, 'daemon sendFrame') ? 1 : 0,
    );
    this.#writes = transitions.map((each) => {
      if (isOnly(each, 'jvm passOverGarbage')) return 'nothing';
      if (isOnly(each, 'jvm allocatePage')) return 'eden';
      return isOnly(each, 'jvm writePage') ? 'choice' : 'unknown';
    });
  }

  /** Whether the transition is the daemon's sending of a frame, and nothing else. */
  isSend(transition: number): boolean {
    return this.#sends[transition] === 1;
  }

  /**
   * How many steps of the JVM like this one in a row may, at least, change places with the sending of the 32
   * frames from the daemon's cursor on; at most `most`.
   */
  apart(words: Uint32Array, transition: number, given: { choice: number; most: number }): number {
    const { heap, memory } = this.#machine;
    switch (this.#writes[transition]!) {
      case 'unknown':
        return 0;
      case 'nothing':
        return given.most;
      case 'choice':
        return this.#isOutside(words, given.choice) ? 1 : 0;
      case 'eden': {
        const top = heap.edenTop.get(words, 0);
        const end = top + Math.min(given.most, pagesAsked, memory.pages - top);
        let page = top;
        while (page < end && this.#isOutside(words, page)) page++;
        return page - top;
      }
    }
  }

  #isOutside(words: Uint32Array, page: number): boolean {
    const { memory, daemon } = this.#machine;
    const beyond = memory.pageTable.get(words, page) - 1 - daemon.cursor.get(words, 0);
    return beyond < 0 || beyond >= windowFrames;
  }
}
