import { autoUpdate, computePosition, flip, offset, shift } from '@floating-ui/dom';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { failureEntries } from '../../../properties/failure-names.ts';
import howItWorks from '../../../docs/how-it-works.md';
import { glossaryOf, piecesOf } from './glossary.ts';

export const glossary = glossaryOf(howItWorks);

/** Words in lower case, and what they mean: those of the glossary, and failures by name. */
const meanings: ReadonlyMap<string, string> = new Map([
  ...glossary.flatMap(({ words, meaning }) =>
    words.map((word) => [word.toLowerCase(), meaning] as const),
  ),
  ...failureEntries().map(({ name, consequence }) => [name.toLowerCase(), consequence] as const),
]);

interface TermProps {
  readonly meaning: string;
  readonly children: ComponentChildren;
}

/** A word whose meaning is shown when it is pointed at, touched or focused. */
export function Term({ meaning, children }: TermProps): JSX.Element {
  return (
    <span class="term" tabIndex={0} data-meaning={meaning} aria-description={meaning}>
      {children}
    </span>
  );
}

/** A text with the words of the glossary in it explained. */
export function Words({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {piecesOf(text, meanings).map((piece, index) =>
        piece.meaning === undefined ? (
          piece.text
        ) : (
          <Term key={index} meaning={piece.meaning}>
            {piece.text}
          </Term>
        ),
      )}
    </>
  );
}

function termOf(element: Element): HTMLElement | null {
  return element.closest<HTMLElement>('[data-meaning]');
}

/** The one box that shows meanings, above everything else; {@link Term} needs it once in the page. */
export function TermBox(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tip = box.current!;
    let stop: (() => void) | undefined;
    const hide = (): void => {
      stop?.();
      stop = undefined;
      if (tip.matches(':popover-open')) tip.hidePopover();
    };
    const show = (event: Event): void => {
      // What scrolls under a pointer at rest does not hide the meaning of the word with the focus.
      const term =
        termOf(event.target as Element) ??
        (document.activeElement === null ? null : termOf(document.activeElement));
      hide();
      if (term === null) return;
      tip.textContent = term.dataset['meaning'] ?? '';
      tip.showPopover();
      const middleware = [offset(6), flip(), shift({ padding: 8 })];
      const place = async (): Promise<void> => {
        const { x, y } = await computePosition(term, tip, { strategy: 'fixed', middleware });
        Object.assign(tip.style, { left: `${x}px`, top: `${y}px` });
      };
      stop = autoUpdate(term, tip, () => void place());
    };
    const escape = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hide();
    };
    addEventListener('mouseover', show);
    addEventListener('focusin', show);
    addEventListener('focusout', hide);
    addEventListener('keydown', escape);
    return () => {
      hide();
      removeEventListener('mouseover', show);
      removeEventListener('focusin', show);
      removeEventListener('focusout', hide);
      removeEventListener('keydown', escape);
    };
  }, []);
  return <div ref={box} class="meaning-box" popover="manual" role="tooltip" />;
}
