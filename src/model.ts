// The door of models that run in a browser: what the explorer of a report gives to a file of one's own in place of
// the package. Everything that a system is made of, and nothing that needs Node: no search, no workers, no files.

export { actor } from './actors/actor-options.ts';
export { ActorsSystem } from './actors/actors-system.ts';
export { defineActors } from './actors/define-actors.ts';
export { InputError } from './foundation/input-error.ts';
export { InvariantError } from './foundation/invariant.ts';
export { ModelError } from './foundation/model-error.ts';
export { bitsFor, Field } from './layout/field.ts';
export { LayoutBuilder } from './layout/layout.ts';
export { Bits, Enum, Scalar } from './layout/views.ts';
export { defineAbstraction } from './proving/abstraction.ts';
export { beginning } from './proving/beginning.ts';
export { ChoiceParts } from './proving/choice-parts.ts';
export { EventPort, Queue } from './system/channel.ts';
export { defineProcess } from './system/define-process.ts';
export { defineSystem } from './system/define-system.ts';
export { eventually, infinitelyOften, leadsTo, stabilizes } from './system/liveness-goal.ts';
export { always, everyStep, never, reachable } from './system/property-builders.ts';
