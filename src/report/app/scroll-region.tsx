import type { ComponentChildren, JSX } from 'preact';

interface ScrollRegionProps {
  /** What a screen reader calls it. */
  readonly label: string;
  /** Whether it is no higher than the window. */
  readonly isTall?: boolean;
  readonly children: ComponentChildren;
}

/** What is wider than a narrow window, in a box that scrolls: with the keyboard too. */
export function ScrollRegion({ label, isTall, children }: ScrollRegionProps): JSX.Element {
  return (
    <div
      class={isTall === true ? 'scroll tall' : 'scroll'}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      {children}
    </div>
  );
}
