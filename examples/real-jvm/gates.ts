/** Something that a process of the implementation could do next, under the model's name for it. */
export interface Offer {
  readonly process: string;
  readonly event: string;
  /** Which loop of the event, if it has several. */
  readonly phase?: string;
  /** The part of memory that the loop does next; `end`: the loop is over. */
  readonly part?: number | 'end';
}

interface Waiting {
  readonly offers: () => readonly Offer[];
  readonly go: (chosen: Offer) => void;
}

/**
 * Where the processes of the implementation stop before each step. Closed, a process goes on when the
 * director lets it pass; open, it takes the first step that it can.
 */
export class Gates {
  readonly #waiting = new Map<string, Waiting>();
  readonly #watchers = new Set<() => void>();
  #isOpen: boolean;
  /** How often somebody has stopped, moved on or said something. */
  moves = 0;
  /** What was done since the notes were last taken, in order. */
  #notes: string[] = [];

  constructor({ isOpen }: { readonly isOpen: boolean }) {
    this.#isOpen = isOpen;
  }

  /** Waits until one of the offers is let through. They are asked for again after each {@link wake}. */
  async choose(process: string, offers: () => readonly Offer[]): Promise<Offer> {
    return new Promise((go) => {
      this.#waiting.set(process, { offers, go });
      this.wake();
    });
  }

  /** Waits until this one step is let through. */
  async pass(offer: Offer): Promise<void> {
    await this.choose(offer.process, () => [offer]);
  }

  /** The process has nothing to do any more, until it stops at a gate again. */
  rest(process: string): void {
    void this.choose(process, () => []);
  }

  /** A message has come, or a process has stopped: offers may have changed. */
  wake(): void {
    this.moves++;
    if (this.#isOpen) {
      for (const [process, { offers }] of new Map(this.#waiting)) {
        const first = offers()[0];
        if (first !== undefined) this.letThrough(process, first);
      }
    }
    for (const watcher of new Set(this.#watchers)) watcher();
  }

  /** No process stops any more. */
  openAll(): void {
    this.#isOpen = true;
    this.wake();
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  takeNotes(): readonly string[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  /** What a process could do next; `undefined` while it is at work. */
  offersOf(process: string): readonly Offer[] | undefined {
    return this.#waiting.get(process)?.offers();
  }

  letThrough(process: string, chosen: Offer): void {
    const waiting = this.#waiting.get(process);
    if (waiting === undefined) return;
    this.#waiting.delete(process);
    waiting.go(chosen);
  }

  /** Resolves once `isSo` holds; `false` after `timeoutMs`. */
  async until(isSo: () => boolean, timeoutMs: number): Promise<boolean> {
    if (isSo()) return true;
    return new Promise((resolve) => {
      const end = (reached: boolean): void => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        resolve(reached);
      };
      const watcher = (): void => {
        if (isSo()) end(true);
      };
      const timer = setTimeout(() => end(false), timeoutMs);
      this.#watchers.add(watcher);
    });
  }
}
