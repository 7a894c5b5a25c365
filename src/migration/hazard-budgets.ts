import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';
import type { HazardName } from '../../models/hazards.ts';

/** Hazards that strike at a moment, and only so often as the scope says. */
export const strikingHazards = [
  'swap',
  'share',
  'fullGc',
  'edenRefilled',
  'lossyNetlink',
  'silentApp',
  'abort',
  'destinationFails',
  'suspendRefused',
  'cleanFails',
  'deviceWrites',
] as const satisfies readonly HazardName[];

export type StrikingHazard = (typeof strikingHazards)[number];

/** How often each of them may still strike; a hazard that is not in the configuration never does. */
export class Strikes {
  readonly #left = new Map<StrikingHazard, Field>();
  readonly #most: number;

  constructor(layout: LayoutBuilder, configuration: ReadonlySet<HazardName>, most: number) {
    this.#most = most;
    for (const hazard of strikingHazards) {
      if (!configuration.has(hazard)) continue;
      this.#left.set(hazard, layout.field(`strikesLeft.${hazard}`, bitsFor(most)));
    }
  }

  fill(words: Uint32Array): void {
    for (const field of this.#left.values()) field.set(words, 0, this.#most);
  }

  mayStrike(words: Uint32Array, hazard: StrikingHazard): boolean {
    const left = this.#left.get(hazard);
    return left !== undefined && left.get(words, 0) > 0;
  }

  hasStruck(words: Uint32Array, hazard: StrikingHazard): boolean {
    const left = this.#left.get(hazard);
    return left !== undefined && left.get(words, 0) < this.#most;
  }

  strike(words: Uint32Array, hazard: StrikingHazard): void {
    this.#left.get(hazard)?.add(words, 0, -1);
  }
}
