import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Every key of the explorer, in the order in which they are listed. */
const explorerKeys = [
  ['1 … 9', 'take that step of the list'],
  ['k', 'undo: a step back'],
  ['j', 'take the undone step again'],
  ['r', 'go on at random'],
  ['w', 'run the chosen process until it waits'],
  ['Tab, Enter', 'reach and press every button'],
  ['?', 'open and close this list'],
] as const;

interface ExplorerKeysProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The keys, in a dialog. */
export function ExplorerKeys({ isOpen, onClose }: ExplorerKeysProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="explorer-keys"
      aria-label="Keys of the explorer"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === '?') onClose();
      }}
    >
      <h3>Keys of the explorer</h3>
      <dl>
        {explorerKeys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={onClose}>
        close
      </button>
    </dialog>
  );
}
