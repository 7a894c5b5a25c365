/** What an address of the explorer asks for: `explore-<engine>/<token>:<step>`; without a token, a place to
 * choose what to explore. */
export interface ExplorerAddress {
  readonly engine: string;
  readonly token?: string;
  /** Steps of the run that are taken; default: all. The others can be taken again. */
  readonly at?: number;
}

/** Reads the part of an address after `#`; `undefined` where it is not one of the explorer. */
export function explorerAddressOf(place: string): ExplorerAddress | undefined {
  const [, engine, token, at] =
    /^explore-([\w-]+)(?:\/([^:]*:[^:]*:[^:]*)(?::(\d+))?)?$/.exec(place) ?? [];
  if (engine === undefined) return undefined;
  return {
    engine,
    ...(token === undefined ? {} : { token }),
    ...(at === undefined ? {} : { at: Number(at) }),
  };
}

/** The address without its `#`. */
export function explorerAddress({ engine, token, at }: ExplorerAddress): string {
  const run = token === undefined ? '' : `/${token}`;
  return `explore-${engine}${run}${at === undefined ? '' : `:${at}`}`;
}
