import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useKeys } from './keys.ts';

/** Every key of the page, and what it does. */
const keys: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/'], 'search'],
  [['Esc'], 'leave a field; close what is open; then clear the filters'],
  [['j'], 'next step of the run that is open'],
  [['k'], 'step before it'],
  [['Home'], 'before the first step'],
  [['End'], 'the failure'],
  [['c'], 'the step after which the failure is certain'],
  [['Space'], 'play, or pause'],
  [['n'], 'next counterexample; in Coverage, the next gap'],
  [['p'], 'counterexample before it; in Coverage, the gap before'],
  [['?'], 'this list'],
];

/** A button, and the `?` key, that list all keys. */
export function KeysHelp(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useKeys({ '?': () => dialog.current?.showModal() });
  useEffect(() => {
    const box = dialog.current;
    // A click beside the list closes it: there the dialog itself is hit.
    const press = (event: MouseEvent): void => {
      if (event.target === box) box?.close();
    };
    box?.addEventListener('click', press);
    return () => box?.removeEventListener('click', press);
  }, []);
  return (
    <>
      <button type="button" class="small keys-button" onClick={() => dialog.current?.showModal()}>
        keys <kbd>?</kbd>
      </button>
      <dialog ref={dialog} aria-label="Keys">
        <h2>Keys</h2>
        <table class="values">
          <tbody>
            {keys.map(([names, does]) => (
              <tr key={does}>
                <th scope="row">
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </th>
                <td>{does}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <form method="dialog">
          <button class="small">close</button>
        </form>
      </dialog>
    </>
  );
}
