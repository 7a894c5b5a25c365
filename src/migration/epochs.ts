import { bitsFor, type Field } from '../layout/field.ts';
import type { LayoutBuilder } from '../layout/layout.ts';

/**
 * Which attempt each party believes in, from 1. Tracked where there may be several attempts or applications: a design
 * without epochs does not read them, but the properties do.
 */
export class Epochs {
  /** Greatest epoch that a message can carry; 0 where none is tracked. */
  readonly most: number;
  readonly daemon: Field | undefined = undefined;
  readonly lkm: Field | undefined = undefined;
  /** One element per application: the epoch of the query that it answered last. */
  readonly applications: Field | undefined = undefined;
  /** The LKM acted on a message of an earlier attempt: a ghost for S5. */
  readonly actedOnOld: Field | undefined = undefined;

  constructor(layout: LayoutBuilder, attempts: number, applications: number) {
    // Where applications differ, one that answers with the epoch of another is noticed in the first attempt.
    this.most = attempts > 1 || applications > 1 ? attempts : 0;
    if (this.most === 0) return;
    const bits = bitsFor(this.most);
    this.daemon = layout.field('daemonEpoch', bits);
    this.lkm = layout.field('lkmEpoch', bits);
    this.applications = layout.field('applicationEpoch', bits, applications);
    this.actedOnOld = layout.field('actedOnOld', 1);
  }

  ofDaemon(words: Uint32Array): number {
    return this.daemon?.get(words, 0) ?? 0;
  }

  ofLkm(words: Uint32Array): number {
    return this.lkm?.get(words, 0) ?? 0;
  }

  ofApplication(words: Uint32Array, application: number): number {
    return this.applications?.get(words, application) ?? 0;
  }
}
