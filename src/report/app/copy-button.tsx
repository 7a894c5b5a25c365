import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Puts a text on the clipboard, and says so. */
export function CopyButton({
  text,
  what,
}: {
  readonly text: string;
  readonly what: string;
}): JSX.Element {
  const [said, setSaid] = useState('copy');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('copied'),
      () => setSaid('select it by hand: the browser keeps the clipboard'),
    );
  };
  return (
    <button type="button" class="small" onClick={copy} aria-label={`Copy ${what}`}>
      {said}
    </button>
  );
}
