import { useEffect, useRef } from 'preact/hooks';

/** What each part of the page does with keys; what came last is asked first. */
const parts: { current: Readonly<Record<string, () => void>> }[] = [];

/** Runs an action when its key is pressed, wherever the focus is but in a field of text. Of several parts that take a key, only the one that came last does. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  // What a key does changes with every render; a key may come before the effects of one have run.
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (parts.length === 0) addEventListener('keydown', press);
    parts.push(latest);
    return () => {
      parts.splice(parts.indexOf(latest), 1);
      if (parts.length === 0) removeEventListener('keydown', press);
    };
  }, []);
}

/** A key that is taken does nothing else. */
function press(event: KeyboardEvent): void {
  if (leavesField(event) || isTyping(event)) return;
  const action = parts.findLast(({ current }) => Object.hasOwn(current, event.key));
  if (action === undefined) return;
  event.preventDefault();
  action.current[event.key]!();
}

/** Escape leaves a field of text, and does nothing else. */
function leavesField({ key, target }: KeyboardEvent): boolean {
  const isLeft = key === 'Escape' && target instanceof HTMLElement && target.matches(textField);
  if (isLeft) target.blur();
  return isLeft;
}

const textField = 'textarea, input:not([type=range], [type=checkbox], [type=radio])';

/** Whether a key belongs to what is being typed, to an open dialog, or to the browser. */
function isTyping({ ctrlKey, metaKey, altKey, key, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (document.querySelector('dialog[open]') !== null) return true;
  // A box, a slider and a list of choices take no letters; what they take themselves stays theirs.
  if (key === ' ') return target.matches('input, select, textarea, button, a, summary');
  if (key === 'Home' || key === 'End') return target.matches('input, select, textarea');
  return target.matches(textField);
}
