/** Every chart of the migration, in the order in which their processes run. */
export { daemon } from './daemon.ts';
export { destination } from './destination.ts';
export { pageServer } from './page-server.ts';
export { pager } from './pager.ts';
export { hypervisor } from './hypervisor.ts';
export { lkm } from './lkm.ts';
export { procCall } from './proc-call.ts';
export { agent } from './agent.ts';
export { jvm } from './jvm.ts';
export { cacheApp } from './cache-app.ts';
export { kernel } from './kernel.ts';
