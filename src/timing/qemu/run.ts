import { InputError } from '../../foundation/input-error.ts';
import { seenGuest, type SeenGuest } from './seen-guest.ts';

/** One recorded migration by QEMU, as far as it is compared. Times in seconds from its first pass. */
export interface QemuRun {
  readonly id: string;
  readonly memoryBytes: number;
  readonly guest: PacedGuest | undefined;
  /** A complete operating system, inferred from this very recording. */
  readonly seen: SeenGuest | undefined;
  /** Why it cannot be simulated, where that is so. */
  readonly unknown: string | undefined;
  /** Bytes per second that leave the source: the slower of link and QEMU's own limit. */
  readonly linkBytesPerSecond: number;
  /** The limit is QEMU's own, which it lifts in the last pass. */
  readonly limitIsLifted: boolean;
  readonly downtimeLimitSeconds: number;
  /** After so many syncs it was made to end. */
  readonly forcedAtPass: number | undefined;
  /** It was made to end at that moment, whatever the pass. */
  readonly forcedAtSeconds: number | undefined;
  readonly zeroPages: number;
  readonly totalPages: number;
  readonly measured: QemuOutcome;
}

/** A guest that writes one word per page of a working set, at a set rate. */
export interface PacedGuest {
  readonly pagesPerSecond: number;
  readonly firstPage: number;
  readonly pages: number;
  readonly order: 'sequential' | 'lcg';
}

export interface QemuPass {
  readonly startSeconds: number;
  /** Pages that were to be sent when the pass began, where known. */
  readonly pages: number | undefined;
}

export interface QemuOutcome {
  /** Syncs of the bitmap, the last included. */
  readonly passes: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly downtimeSeconds: number;
  readonly perPass: readonly QemuPass[];
}

const pageBytes = 4096;

type Json = Readonly<Record<string, unknown>>;

/** Reads recorded runs. Throws `InputError('data')` where a run lacks something, naming run and field. */
export function readQemuRuns(content: unknown, file: string): QemuRun[] {
  const runs = (content as Json | null)?.['runs'];
  if (!Array.isArray(runs) || runs.length === 0) {
    throw new InputError(
      'data',
      `${file}: no runs; expected {"runs": [...]} of recorded migrations`,
    );
  }
  return (runs as readonly unknown[]).map((run, index) =>
    new RunReader(run, `${file}: run ${index + 1}`).read(),
  );
}

class RunReader {
  readonly #run: Json;
  readonly #place: string;

  constructor(run: unknown, place: string) {
    if (typeof run !== 'object' || run === null) {
      throw new InputError('data', `${place}: not an object`);
    }
    this.#run = run as Json;
    this.#place = typeof this.#run['id'] === 'string' ? `${place} (${this.#run['id']})` : place;
  }

  read(): QemuRun {
    const link = this.#optional('linkBytesPerSecond');
    const own = this.#number(this.#run, 'maxBandwidthBytesPerSecond');
    const final = this.#object(this.#run, 'final');
    const ram = this.#object(final, 'ram');
    const guest = this.#guest();
    const linkBytesPerSecond = Math.min(link ?? Infinity, own);
    const seen = typeof guest === 'string' ? this.#seen(final, ram) : undefined;
    return {
      id: typeof this.#run['id'] === 'string' ? this.#run['id'] : this.#place,
      memoryBytes: this.#number(this.#run, 'memoryMiB') * 2 ** 20,
      guest: typeof guest === 'string' ? undefined : guest,
      seen,
      unknown: typeof guest === 'string' && seen === undefined ? guest : undefined,
      linkBytesPerSecond,
      limitIsLifted: link === undefined,
      downtimeLimitSeconds: this.#number(this.#run, 'downtimeLimitMs') / 1e3,
      forcedAtPass: this.#optional('forcedAtPass'),
      forcedAtSeconds: this.#forcedAt(),
      zeroPages: this.#number(ram, 'duplicate'),
      totalPages: Math.floor(this.#number(ram, 'total') / pageBytes),
      measured: {
        passes: this.#number(ram, 'dirty-sync-count'),
        bytes: this.#number(ram, 'transferred'),
        seconds: this.#number(final, 'total-time') / 1e3,
        downtimeSeconds: this.#number(final, 'downtime') / 1e3,
        perPass: this.#passes(),
      },
    };
  }

  /** The guest, or why it is not known what it writes. */
  #guest(): PacedGuest | string {
    const pages = this.#number(this.#run, 'workingSetPages');
    const pagesPerSecond =
      this.#optional('rateMeasured') ?? this.#optional('dirtyPagesPerSecond') ?? 0;
    const isSystem = this.#run['freePageHint'] === true || this.#run['accel'] === 'tcg';
    if (isSystem || (pages === 0 && pagesPerSecond > 0)) {
      return 'a complete operating system, whose passes or polls are not recorded';
    }
    const order = this.#run['order'];
    if (order !== 'sequential' && order !== 'lcg') {
      throw new InputError(
        'data',
        `${this.#place}: order ${JSON.stringify(order)}; expected sequential or lcg`,
      );
    }
    const firstPage = this.#number(this.#run, 'workingSetFirstPage');
    const { total } = this.#object(this.#object(this.#run, 'final'), 'ram');
    if ((firstPage + pages) * pageBytes > Number(total)) {
      throw new InputError(
        'data',
        `${this.#place}: a working set up to page ${firstPage + pages}; expected one inside final.ram.total`,
      );
    }
    return { pagesPerSecond: pages === 0 ? 0 : pagesPerSecond, firstPage, pages, order };
  }

  #forcedAt(): number | undefined {
    const forced = (this.#run['forced'] ?? {}) as Json;
    const passes = (this.#run['passes'] ?? []) as readonly Json[];
    if (forced['why'] !== 'time' || passes.length === 0) return undefined;
    return Math.max(0, this.#number(forced, 't') - this.#number(passes[0]!, 't')) / 1e3;
  }

  /** Starts of the passes, and what the first poll of each found to be left, less what went before it. */
  #passes(): QemuPass[] {
    const passes = (this.#run['passes'] ?? []) as readonly Json[];
    const polls = (this.#run['poll'] ?? []) as readonly Json[];
    const first = passes.length === 0 ? 0 : this.#number(passes[0]!, 't');
    const link =
      this.#optional('linkBytesPerSecond') ?? this.#number(this.#run, 'maxBandwidthBytesPerSecond');
    return passes.map((pass, index) => {
      const start = this.#number(pass, 't');
      const poll = polls.find((each) => each['syncs'] === index + 1);
      const since = poll === undefined ? 0 : Math.max(0, this.#number(poll, 't') - start) / 1e3;
      return {
        startSeconds: (start - first) / 1e3,
        pages:
          poll === undefined
            ? undefined
            : Math.round((this.#number(poll, 'remaining') + since * link) / pageBytes),
      };
    });
  }

  /** What a complete operating system did, where its passes and polls are recorded. */
  #seen(final: Json, ram: Json): SeenGuest | undefined {
    const passes = (this.#run['passes'] ?? []) as readonly Json[];
    const polls = (this.#run['poll'] ?? []) as readonly Json[];
    if (passes.length < 2 || polls.length < 2) return undefined;
    const first = this.#number(passes[0]!, 't');
    return seenGuest({
      totalPages: Math.floor(this.#number(ram, 'total') / pageBytes),
      pageBytes,
      normalPages: this.#number(ram, 'normal'),
      wireBytes: pageBytes + 8,
      zeroPages: this.#number(ram, 'duplicate'),
      hints: this.#run['freePageHint'] === true,
      passes: this.#passes(),
      polls: polls.map((poll) => ({
        seconds: Math.max(0, this.#number(poll, 't') - first) / 1e3,
        remainingBytes: this.#number(poll, 'remaining'),
        transferredBytes: this.#number(poll, 'transferred'),
      })),
      transferredBytes: this.#number(ram, 'transferred'),
      endSeconds: this.#number(final, 'total-time') / 1e3,
    });
  }

  #optional(name: string): number | undefined {
    const value = this.#run[name];
    return value === undefined || value === null ? undefined : this.#number(this.#run, name);
  }

  #number(of: Json, name: string): number {
    const value = of[name];
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    throw new InputError(
      'data',
      `${this.#place}: ${name} is ${JSON.stringify(value)}; expected a number of at least 0`,
    );
  }

  #object(of: Json, name: string): Json {
    const value = of[name];
    if (typeof value === 'object' && value !== null) return value as Json;
    throw new InputError('data', `${this.#place}: ${name} is missing`);
  }
}
