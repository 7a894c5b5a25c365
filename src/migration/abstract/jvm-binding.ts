import type { ChoicePart } from '../../proving/choice-parts.ts';
import type { Design } from '../../../models/design.ts';
import type { HazardName } from '../../../models/hazards.ts';
import type { Copies } from './copies.ts';
import type { Handing } from './frame-for-page.ts';
import type { AbstractMachine } from './machine.ts';
import type { Visits } from './visit.ts';

/** What the JVM chart's guards and actions work on, seen from one frame and one page. */
export interface AbstractJvmBinding extends AbstractMachine {
  readonly design: Design;
  readonly hazards: ReadonlySet<HazardName>;
  /** `targets`: of an allocation or a write. */
  readonly target: ChoicePart;
  readonly handing: Handing;
  /** What one step of a collection copies from where to where. */
  readonly copies: Copies;
  /** `resizes`. */
  readonly resize: ChoicePart;
  /** `boundaryMoves`. */
  readonly boundary: ChoicePart;
  /** 1: an enforced collection turns into a full one. */
  readonly turnsFull: ChoicePart;
  /** 1: a collection that fails half way has put objects into To. */
  readonly fillsTo: ChoicePart;
  /** The page that is unmapped. */
  readonly visit: Visits;
  readonly agentAssists: (words: Uint32Array) => boolean;
  /** No /proc write of the process is under way. */
  readonly noCallIsUnderWay: (words: Uint32Array) => boolean;
}
