import type { System } from '../system/system.ts';
import { channelsOf } from './message-narrative.ts';

/** Fields of more elements than this are not drawn completely. */
const elementsMax = 64;

/** What is drawn of a state: the messages in flight, and every field that holds no channel's content. */
export function memorySlots(system: System, words: Uint32Array): Record<string, string> {
  if (system.narrator !== undefined) return { ...system.narrator.show(words) };
  const slots: Record<string, string> = {};
  const channels = channelsOf(system);
  for (const { channel } of channels) {
    slots[`channel ${channel.name}`] = channel.inFlight(words).join(' ');
  }
  const controls = new Set(system.processes.map(({ control }) => control.name));
  for (const field of system.layout.fields) {
    const isContent = channels.some(({ channel }) => field.name.startsWith(`${channel.name}.`));
    if (isContent || controls.has(field.name) || field.length > elementsMax) continue;
    slots[`field ${field.name}`] = Array.from({ length: field.length }, (_, index) =>
      field.get(words, index),
    ).join(' ');
  }
  return slots;
}
