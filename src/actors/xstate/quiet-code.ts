const silent = new Proxy({} as Console, { get: () => () => {} });

/** Runs code of a machine without what it prints: each step is computed several times, and out of order. */
export function withoutConsole<Result>(compute: () => Result): Result {
  const { console: before } = globalThis;
  globalThis.console = silent;
  try {
    return compute();
  } finally {
    globalThis.console = before;
  }
}
