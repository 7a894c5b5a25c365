import * as charts from '../../../models/charts.ts';
import type { Machine } from './chart-graph.ts';

const titles: Readonly<Record<string, string>> = {
  daemon: 'the migration daemon',
  lkm: 'the guest kernel module',
  agent: 'the agent inside the JVM',
  jvm: 'mutator and collector',
  procCall: 'one write to /proc',
  kernel: 'guest kernel and other processes',
  cacheApp: 'the second application',
  destination: 'the destination',
  pageServer: 'post-copy: the source sends frames after the VM',
  pager: 'post-copy: the destination asks for frames and places them',
  hypervisor: 'the hypervisor',
};

/** Every chart of the model, as the model lists them. */
export const machines: readonly Machine[] = Object.values(charts);

export const chartNames: readonly string[] = machines.map(({ id }) => id);

/** What a chart is, in a few words; nothing where the model has a chart that is not known here. */
export function chartTitle(name: string): string {
  return titles[name] ?? '';
}
