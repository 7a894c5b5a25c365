import type { MigrationMetrics } from './metrics.ts';

/** What has to be deployed for one way to migrate, beside a hypervisor with pre-copy. */
const needsOfPolicy: Readonly<Record<string, string>> = {
  freePages: 'free page hints of the balloon driver (QEMU free-page-hint)',
  pageCache: 'somebody in the guest who drops its clean page cache before',
  balloon: 'a balloon driver, and a JVM that shrinks Eden when it is asked to',
  deferHotPages: 'a migration daemon that puts hot frames off',
  throttle: 'nothing but a setting of QEMU (auto-converge)',
  compress: 'nothing but a setting of QEMU (multifd compression)',
  compressHeap: 'a migration daemon and a guest that marks frames to compress',
  delta: 'nothing but a setting of QEMU (xbzrle)',
  postCopy: 'nothing but a setting of QEMU (postcopy-ram) and userfaultfd at the destination',
  hybrid: 'nothing but a setting of QEMU (postcopy-ram) and userfaultfd at the destination',
};

const assistance =
  'a hypervisor whose migration daemon reads the transfer bitmap, a kernel module in the guest, and a JVM ' +
  'agent with a collector that can be asked to collect';

/** Whether the guest's assistance is part of a run. */
export function isAssisted({ switches }: MigrationMetrics): boolean {
  return switches['assistance'] !== 'none';
}

/** What one must deploy for the run, in words. */
export function deploymentOf(run: MigrationMetrics): string {
  const policy = run.design.split('+')[1];
  const own = policy === undefined ? undefined : needsOfPolicy[policy];
  if (!isAssisted(run)) return own ?? 'nothing: pre-copy as every hypervisor has it';
  return own === undefined ? assistance : `${assistance}; ${own}`;
}

/** What an operator may try today, without any assistance. */
export const helpsToday: readonly string[] = [
  'without any deployment: begin right after a collection (jcmd PID GC.run), or give Young less room (-Xmn)',
  'with a setting of QEMU: auto-converge slows the guest, post-copy moves it at once (--policy throttle, postCopy)',
];
