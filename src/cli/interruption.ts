/** A word shared with the threads that search: 1 once the user has asked to end. */
let flag: Int32Array | undefined;

/** From now on an interruption is left to the searches, which write themselves down first. */
export function interruptible(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(4);
  flag = new Int32Array(memory);
  return memory;
}

/** Passes an interruption on; false where nobody waits for it, or it was passed on before. */
export function interrupt(): boolean {
  if (flag === undefined || Atomics.exchange(flag, 0, 1) === 1) return false;
  return true;
}

/** Whether the user has asked to end. */
export function isInterrupted(memory: SharedArrayBuffer | undefined): boolean {
  return memory !== undefined && Atomics.load(new Int32Array(memory), 0) === 1;
}
