import { select } from 'd3-selection';
import { zoom, zoomIdentity, type ZoomBehavior } from 'd3-zoom';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ZoomableProps {
  /** What a screen reader calls it. */
  readonly label: string;
  /** Markup that this program drew: no string of a result is in it. */
  readonly svg: string;
}

type Behavior = ZoomBehavior<HTMLDivElement, unknown>;

/** The wheel zooms with Ctrl only: without it the page scrolls. */
function isWanted(event: Event): boolean {
  return event.type !== 'wheel' || (event as WheelEvent).ctrlKey;
}

/**
 * A drawing that can be zoomed and moved: with buttons, by pinching, by Ctrl and the wheel, by dragging, and with the
 * keys + - 0 and arrows. It begins with its text at natural size, so that it can be read.
 */
export function Zoomable({ label, svg }: ZoomableProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const behavior = useRef<Behavior | undefined>(undefined);
  useEffect(() => {
    const frame = box.current!;
    const drawing = frame.querySelector('svg')!;
    const made: Behavior = zoom<HTMLDivElement, unknown>()
      .scaleExtent([0.2, 4])
      .filter((event: Event) => isWanted(event))
      .on('zoom', ({ transform }: { readonly transform: { x: number; y: number; k: number } }) => {
        const { x, y, k } = transform;
        drawing.style.transform = `translate(${x}px, ${y}px) scale(${k})`;
      });
    select(frame).call(made).on('dblclick.zoom', null);
    behavior.current = made;
    return () => {
      select(frame).on('.zoom', null);
    };
  }, [svg]);
  const change = (by: (to: Behavior, frame: HTMLDivElement) => void) => (): void => {
    if (behavior.current !== undefined && box.current !== null) by(behavior.current, box.current);
  };
  const scale = (factor: number): (() => void) =>
    change((to, frame) => to.scaleBy(select(frame), factor));
  const move = (x: number, y: number): (() => void) =>
    change((to, frame) => to.translateBy(select(frame), x, y));
  const actual = change((to, frame) => to.transform(select(frame), zoomIdentity));
  const fit = change((to, frame) => {
    const { width, height } = frame.querySelector('svg')!.viewBox.baseVal;
    const k = Math.min(frame.clientWidth / width, frame.clientHeight / height, 1);
    to.transform(select(frame), zoomIdentity.scale(k));
  });
  const keys: Readonly<Record<string, () => void>> = {
    '+': scale(1.25),
    '-': scale(0.8),
    '0': actual,
    ArrowLeft: move(60, 0),
    ArrowRight: move(-60, 0),
    ArrowUp: move(0, 60),
    ArrowDown: move(0, -60),
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]!();
  };
  return (
    <div class="zoomable">
      <ZoomButtons {...{ actual, fit }} closer={scale(1.25)} farther={scale(0.8)} />
      <div
        class="zoom-frame"
        ref={box}
        tabIndex={0}
        role="region"
        aria-label={label}
        onKeyDown={press}
        dangerouslySetInnerHTML={{ __html: svg }}
      />
    </div>
  );
}

interface ZoomButtonsProps {
  readonly closer: () => void;
  readonly farther: () => void;
  readonly actual: () => void;
  readonly fit: () => void;
}

function ZoomButtons({ closer, farther, actual, fit }: ZoomButtonsProps): JSX.Element {
  return (
    <p class="zoom-buttons">
      <button type="button" class="small" onClick={closer} aria-label="Zoom in">
        +
      </button>
      <button type="button" class="small" onClick={farther} aria-label="Zoom out">
        −
      </button>
      <button type="button" class="small" onClick={actual}>
        natural size
      </button>
      <button type="button" class="small" onClick={fit}>
        all of it
      </button>
      <span class="size"> Drag to move; Ctrl and the wheel zoom; keys + − 0 and arrows.</span>
    </p>
  );
}
