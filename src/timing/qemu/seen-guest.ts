/**
 * A complete operating system, as far as the recording of its own migration reports what it did. Pages; seconds
 * from the first pass. Which pages they were is not recorded: only how many.
 */
export interface SeenGuest {
  /** Held something, were zero, or were named as free before their turn came: all pages, at the start. */
  readonly normalPages: number;
  readonly zeroPages: number;
  readonly hintedPages: number;
  /** When the hints came that had an effect. */
  readonly hintsFromSeconds: number;
  readonly hintsToSeconds: number;
  readonly passes: readonly SeenPass[];
}

/** What was written during one pass. */
export interface SeenPass {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Pages written with something. */
  readonly written: number;
  /** Pages written with zeros, by other parts of the guest than its balloon. */
  readonly cleared: number;
  /** Pages that the guest took for its balloon, which zeroed them (init_on_alloc), and named as free. */
  readonly zeroed: number;
}

export interface SeenPoll {
  readonly seconds: number;
  readonly remainingBytes: number;
  readonly transferredBytes: number;
}

export interface Recording {
  readonly totalPages: number;
  readonly pageBytes: number;
  /** Pages sent as they were; a page on the wire has `wireBytes`. */
  readonly normalPages: number;
  readonly wireBytes: number;
  /** Pages sent as a few bytes, because they were zero. */
  readonly zeroPages: number;
  readonly hints: boolean;
  /** Pages that were to be sent when a pass began, where known. */
  readonly passes: readonly { readonly startSeconds: number; readonly pages: number | undefined }[];
  readonly polls: readonly SeenPoll[];
  readonly transferredBytes: number;
  readonly endSeconds: number;
}

/** So many of the pages to be sent in a pass must have gone without bytes to be the balloon's. */
const zeroedShareMin = 0.2;
/** A pass that is shorter is the second look that QEMU takes before it stops the VM. */
const momentSeconds = 5e-3;

/**
 * Infers the guest. The bytes of a pass report how many pages were sent as they are; what else was to be sent
 * in it was zero, or named as free. Over all passes the zero pages that were sent are known, so the rest are the
 * hints that had an effect: in the first pass, it is assumed, because what is named again in later passes
 * has been sent already.
 */
export function seenGuest(recording: Recording): SeenGuest {
  const { passes, totalPages, polls, wireBytes } = recording;
  const starts = passes.map(({ startSeconds }) => startSeconds);
  const sentUntil = starts.map((seconds) => transferredAt(polls, seconds));
  const ends = [...starts.slice(1), recording.endSeconds];
  const sent = passes.map((_, pass) => {
    const until = sentUntil[pass + 1] ?? recording.transferredBytes;
    const pages = Math.round((until - sentUntil[pass]!) / wireBytes);
    return Math.max(0, Math.min(totalPages, pages));
  });
  const later = sent.slice(1).reduce((sum, pages) => sum + pages, 0);
  const normalPages = Math.min(totalPages, Math.max(0, recording.normalPages - later));
  const withoutBytes = passes.map(({ pages }, pass) => Math.max(0, (pages ?? 0) - sent[pass]!));
  const isBalloon = passes.map(
    ({ pages }, pass) => recording.hints && withoutBytes[pass]! > zeroedShareMin * (pages ?? 0),
  );
  const zeroedLater = withoutBytes.slice(1).reduce((sum, pages) => sum + pages, 0);
  const rest = totalPages - normalPages;
  const hinted = rest + zeroedLater - recording.zeroPages;
  const hintedPages = recording.hints
    ? Math.max(0, Math.min(hinted, rest, isBalloon[1] === true ? withoutBytes[1]! : 0))
    : 0;
  const named = polls.find(
    ({ remainingBytes, transferredBytes }) =>
      totalPages - remainingBytes / recording.pageBytes - transferredBytes / wireBytes >=
      hintedPages,
  );
  const secondPass = starts[1] ?? recording.endSeconds;
  return {
    normalPages,
    zeroPages: rest - hintedPages,
    hintedPages,
    hintsFromSeconds: Math.min(polls[0]?.seconds ?? 0, secondPass),
    hintsToSeconds: Math.min(named?.seconds ?? secondPass, secondPass),
    passes: withoutShort(
      starts.map((fromSeconds, pass) => ({
        fromSeconds,
        toSeconds: ends[pass]!,
        written: sent[pass + 1] ?? 0,
        cleared: isBalloon[pass + 1] === true ? 0 : (withoutBytes[pass + 1] ?? 0),
        zeroed: isBalloon[pass + 1] === true ? withoutBytes[pass + 1]! : 0,
      })),
    ),
  };
}

/** What is sent after a pass of a moment, in which nothing can have been sent, was written before it. */
function withoutShort(passes: readonly SeenPass[]): SeenPass[] {
  const merged: SeenPass[] = [];
  for (const pass of passes) {
    const before = merged.at(-1);
    if (before === undefined || pass.toSeconds - pass.fromSeconds >= momentSeconds) {
      merged.push(pass);
      continue;
    }
    merged[merged.length - 1] = {
      ...before,
      written: before.written + pass.written,
      cleared: before.cleared + pass.cleared,
      zeroed: before.zeroed + pass.zeroed,
    };
  }
  return merged;
}

/** Between two polls bytes are taken to flow evenly. */
function transferredAt(polls: readonly SeenPoll[], seconds: number): number {
  const next = polls.findIndex((poll) => poll.seconds >= seconds);
  if (next < 0) return polls.at(-1)?.transferredBytes ?? 0;
  const to = polls[next]!;
  const from = polls[next - 1] ?? { seconds: 0, transferredBytes: 0 };
  const share =
    to.seconds > from.seconds ? (seconds - from.seconds) / (to.seconds - from.seconds) : 1;
  return from.transferredBytes + share * (to.transferredBytes - from.transferredBytes);
}
