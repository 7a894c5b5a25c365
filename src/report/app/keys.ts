import { useEffect, useRef } from 'preact/hooks';

/** Runs an action when its key is pressed outside a field. A key that is taken does nothing else. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  // What a key does changes with every render; a key may come before the effects of one have run.
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isTyping(event) || !Object.hasOwn(latest.current, event.key)) return;
      event.preventDefault();
      latest.current[event.key]!();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

/** Whether a key belongs to what is being typed, or to the browser. */
function isTyping({ ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  return (
    target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea')
  );
}
