import type { Design } from '../../models/design.ts';

/** Whether the VM runs at the destination before all of its frames are there (post-copy). */
export function framesFollow({ switchover }: Pick<Design, 'switchover'>): boolean {
  return switchover !== 'afterLastIteration';
}
