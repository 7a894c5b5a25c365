/** One step of the path that leads to a mistake, by names. */
export interface PathStep {
  readonly process: string;
  readonly event: string;
  /** Absent if the event has one choice only. */
  readonly choice?: number;
}

export interface ModelErrorOptions {
  readonly cause?: unknown;
  /** The steps from the initial state to where the mistake showed. */
  readonly path?: readonly PathStep[];
}

/** Steps that the message prints; the others are in {@link ModelError.path}. */
const printedMax = 40;

/**
 * A mistake in a model, not in skipover: a definition that cannot be built, or code of the model that throws, reads
 * or writes out of range, or is not a function of the state. The message names every mistake that was found, and
 * the shortest known path to it if it showed during a search.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
  /** One sentence for each mistake. */
  readonly problems: readonly string[];
  /** The steps from the initial state; absent for a mistake in the definition itself. */
  readonly path: readonly PathStep[] | undefined;

  constructor(problems: string | readonly string[], options: ModelErrorOptions = {}) {
    const all = typeof problems === 'string' ? [problems] : problems;
    const { cause, path } = options;
    const text = all.length === 1 ? all[0]! : listed(all);
    super(path === undefined ? text : `${text}\n${pathText(path)}`, { cause });
    this.problems = all;
    this.path = path;
  }

  /** The same mistake with the path that leads to it; unchanged if a path is known already. */
  after(path: readonly PathStep[]): ModelError {
    if (this.path !== undefined) return this;
    return new ModelError(this.problems, { cause: this.cause ?? this, path });
  }
}

function listed(problems: readonly string[]): string {
  return [`${problems.length} mistakes in the model:`, ...problems.map((each) => `- ${each}`)].join(
    '\n',
  );
}

function pathText(path: readonly PathStep[]): string {
  if (path.length === 0) return 'in the initial state';
  const lines = path.map(({ process, event, choice }, index) => {
    const chosen = choice === undefined ? '' : ` (choice ${choice})`;
    return `${String(index + 1).padStart(4)}  ${process}  ${event}${chosen}`;
  });
  const shown = lines.slice(-printedMax);
  const left = lines.length - shown.length;
  const heading = `after ${path.length} ${path.length === 1 ? 'step' : 'steps'}:`;
  return [heading, ...(left > 0 ? [`  (the first ${left} are left out)`] : []), ...shown].join(
    '\n',
  );
}
