import { actionsOf, type ProcessAction, type ProcessEvent } from '../migration/chart-names.ts';
import type { Transition } from '../system/compile.ts';

/** What steps cost in time. Every value is an assumption unless its line says where it is from. */
export interface Costs {
  /** Bits on the wire per second, divided by 8. */
  readonly linkBytesPerSecond: number;
  /** A frame's payload, and what the daemon adds to it. */
  readonly frameBytes: number;
  readonly headerBytes: number;
  /** What the daemon needs for a frame on top of the link's time: it is one thread. */
  readonly sendSeconds: number;
  /** The daemon tests the bits of one frame, once per iteration, whether or not it is to be sent. */
  readonly scanSeconds: number;
  /** The daemon finds a frame in its send set and leaves it out. */
  readonly skipSeconds: number;
  /** PEEK or CLEAN, per word of the bitmap, the domain paused. */
  readonly bitmapWordSeconds: number;
  /** A notification or a message from sender to receiver. */
  readonly messageSeconds: number;
  /** The LKM reads a page-table entry and clears a bit. */
  readonly walkSeconds: number;
  /** The LKM looks at one page in the final update. Paper 5.3: the complete update took at most 300 us;
   * it is three passes over up to 262,144 pages here. */
  readonly updateSeconds: number;
  /** What is left of a frame that the map says is to be compressed, and another core's time for it. */
  readonly compressedShare: number;
  readonly compressSeconds: number;
  /** The daemon's processor time for a frame that is sent: map it, copy it, write it to a socket. */
  readonly sendCpuSeconds: number;
  /** What a fault takes beyond its frame, where frames follow the VM: out of the guest, the request, its
   * handling at both ends, a round trip of the link. Assumed. */
  readonly faultSeconds: number;
  /** Paper 5.3: reconnect devices and activate the VM, about 170 ms. */
  readonly resumptionSeconds: number;
}

export const defaultCosts: Costs = {
  linkBytesPerSecond: 125e6,
  frameBytes: 4096,
  // Per frame: 8 bytes of frame number and type, and TCP/IP over Ethernet: 4104 / 1448 x 78 bytes.
  headerBytes: 229,
  sendSeconds: 0,
  scanSeconds: 2e-9,
  skipSeconds: 20e-9,
  bitmapWordSeconds: 1e-9,
  messageSeconds: 20e-6,
  walkSeconds: 50e-9,
  updateSeconds: 0.3e-9,
  compressedShare: 1 / 3,
  compressSeconds: 20e-6,
  sendCpuSeconds: 10e-6,
  faultSeconds: 150e-6,
  resumptionSeconds: 0.17,
};

/** What a frame is on the wire, as it is and compressed, with what the daemon adds to it. */
export function wireBytes({ frameBytes, headerBytes, compressedShare }: Costs): {
  readonly plain: number;
  readonly compressed: number;
} {
  return {
    plain: frameBytes + headerBytes,
    compressed: Math.round(compressedShare * frameBytes) + headerBytes,
  };
}

/** Seconds that each transition keeps its process busy, by transition id. Own steps of the JVM and of
 * other processes take no time here: their drivers say when they are due. */
export function stepSeconds(
  transitions: readonly Transition[],
  costs: Costs,
  size: { readonly frames: number; readonly batchFrames: number },
): Float64Array {
  const { linkBytesPerSecond, bitmapWordSeconds } = costs;
  // Xen 4.1 copies the complete bitmap once for as many frames as a batch sends (xc_domain_save.c).
  const peekSeconds = ((size.frames / 32) * bitmapWordSeconds) / size.batchFrames;
  const cleanSeconds = (size.frames / 32) * bitmapWordSeconds + size.frames * costs.scanSeconds;
  const wireSeconds = wireBytes(costs).plain / linkBytesPerSecond;
  const handleSeconds = costs.sendSeconds + peekSeconds;
  const byAction: Readonly<Partial<Record<ProcessAction, number>>> = {
    'daemon sendFrame': wireSeconds + handleSeconds,
    // Compressing and sending go on at the same time: the slower of the two counts.
    'daemon compressFrame':
      Math.max(wireBytes(costs).compressed / linkBytesPerSecond, costs.compressSeconds) +
      handleSeconds,
    'daemon skipFrame': costs.skipSeconds,
    'daemon passOverFrame': costs.skipSeconds,
    'daemon peekBatch': (size.batchFrames / 32) * bitmapWordSeconds,
    'daemon startAttempt': size.frames * costs.scanSeconds,
    'daemon cleanForNextIteration': cleanSeconds,
    'daemon cleanForLastIteration': cleanSeconds,
    'daemon cleanForSwitchover': cleanSeconds,
    // A frame that follows leaves the source while it comes in at the destination.
    'pageServer pushFrame': wireSeconds + costs.sendSeconds,
    'pager receiveFrame': wireSeconds,
    'lkm cacheEntryAndClearBit': costs.walkSeconds,
    'lkm readEntry': costs.walkSeconds,
    'lkm unskipCachedPage': costs.walkSeconds,
    'procCall unskipCachedPage': costs.walkSeconds,
  };
  // Where frames follow, the VM goes on at the destination: not before devices are connected.
  const follows = transitions.some(({ process }) => process === 'pageServer');
  return Float64Array.from(transitions, (transition) => {
    const { rule, process, channel } = transition;
    const step = `${process} ${transition.event}` as ProcessEvent;
    if (follows && step === 'destination activate') return costs.resumptionSeconds;
    const actions = actionsOf(transition);
    const costly = actions.find((name) => byAction[name] !== undefined);
    if (costly !== undefined) return byAction[costly]!;
    // What a fault takes beyond its frame is in `faultSeconds`.
    if (process === 'pageServer' || process === 'pager') return 0;
    if (rule === undefined || channel !== undefined) return costs.messageSeconds;
    if (actions.includes('lkm advance') || actions.includes('procCall advance')) {
      return step === 'lkm walk' ? costs.walkSeconds : costs.updateSeconds;
    }
    return rule.source === rule.target ? costs.updateSeconds : costs.messageSeconds;
  });
}

/** The daemon's processor time for so many steps, by transition id. */
export function daemonCpuSeconds(
  transitions: readonly Transition[],
  taken: Float64Array,
  { costs, seconds }: { readonly costs: Costs; readonly seconds: Float64Array },
): number {
  return transitions.reduce((sum, transition) => {
    const { id, process, rule } = transition;
    const isSource = process === 'daemon' || process === 'pageServer';
    if (!isSource || rule === undefined) return sum;
    const actions = actionsOf(transition);
    const sends = actions.includes('daemon sendFrame') || actions.includes('pageServer pushFrame');
    if (!sends) return sum + taken[id]! * seconds[id]!;
    const compressing = actions.includes('daemon compressFrame') ? costs.compressSeconds : 0;
    return sum + taken[id]! * (costs.sendCpuSeconds + compressing);
  }, 0);
}
