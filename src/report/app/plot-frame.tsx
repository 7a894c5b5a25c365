import type { ComponentChildren, JSX } from 'preact';
import { ScrollRegion } from './scroll-region.tsx';

/** The size of a plot over time, with room for its axes. */
export const plot = { width: 960, height: 140, left: 70, right: 12, top: 14, bottom: 26 } as const;

/** The drawing of a plot, which scrolls where it does not fit. `label` is what it shows, in words. */
export function PlotFrame({
  label,
  onPoint,
  children,
}: {
  readonly label: string;
  /** Receives where the pointer is, in units of the drawing from its left; `undefined` if it is outside. */
  readonly onPoint?: (x: number | undefined) => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <ScrollRegion label={label}>
      <svg
        class="plot"
        role="img"
        aria-label={label}
        viewBox={`0 0 ${plot.width} ${plot.height}`}
        onPointerMove={({ clientX, currentTarget }) => {
          const { left, width } = currentTarget.getBoundingClientRect();
          onPoint?.(((clientX - left) / width) * plot.width);
        }}
        onPointerLeave={() => onPoint?.(undefined)}
      >
        {children}
      </svg>
    </ScrollRegion>
  );
}

const dashes = ['', '6 3', '2 3', '9 3 2 3', '1 4'];

/** Class and dashes of the curve with that number: colour alone does not distinguish them. */
export function curveStyle(index: number): { readonly class: string; readonly dash: string } {
  const at = index % dashes.length;
  return { class: `curve line-${at}`, dash: dashes[at]! };
}

/** Earlier curves are wider: where all have the same values, each is seen beside the one above it. */
export function curveWidth(index: number, curves: number): number {
  const step = Math.min(2.5, 8 / Math.max(1, curves - 1));
  return 2 + step * (curves - 1 - index);
}

/** The curves of a plot by name, each with a piece of its line. */
export function CurveLegend({ names }: { readonly names: readonly string[] }): JSX.Element {
  return (
    <figcaption>
      {names.map((name, index) => {
        const style = curveStyle(index);
        return (
          <span key={index}>
            <svg class="swatch" viewBox="0 0 22 12" aria-hidden="true">
              <path
                class={style.class}
                d="M0 6 H22"
                stroke-dasharray={style.dash}
                stroke-width={curveWidth(index, names.length)}
              />
            </svg>{' '}
            {name}{' '}
          </span>
        );
      })}
    </figcaption>
  );
}
