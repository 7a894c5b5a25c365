import { invariant } from '../foundation/invariant.ts';
import { Random } from '../foundation/random.ts';

/** Frames that follow one another where the pages do: 2 MiB, a transparent huge page. */
const runFramesMax = 512;

/**
 * Which frame backs which heap page: runs of pages in runs of frames, the runs at places that the seed
 * decides. The daemon goes by frames and the JVM by pages; were the two orders one, they would race.
 */
export function scatteredRuns(
  heapPages: number,
  frames: number,
  seed: number,
): (page: number) => number {
  invariant(heapPages <= frames, `${heapPages} heap pages do not fit into ${frames} frames`);
  let runFrames = runFramesMax;
  const fits = (): boolean =>
    Math.floor(frames / runFrames) * runFrames >= Math.ceil(heapPages / runFrames) * runFrames;
  while (!fits()) runFrames /= 2;
  const places = Uint32Array.from({ length: Math.floor(frames / runFrames) }, (_, run) => run);
  const random = new Random(seed);
  for (let last = places.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [places[last], places[other]] = [places[other]!, places[last]!];
  }
  return (page) => places[Math.floor(page / runFrames)]! * runFrames + (page % runFrames);
}
