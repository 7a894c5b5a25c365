/**
 * What a picture of the page would show wrong: text that is cut, lies on other text or has too little contrast in a
 * drawing, content without size, and a page wider than its window. Runs in the browser, so it uses nothing outside of
 * itself. What scrolls is not cut: its text is reached.
 */
// eslint-disable-next-line max-lines-per-function -- the browser receives this function and nothing beside it
export function pictureFaults(): string[] {
  const tolerance = 2;
  const textMinPx = 9;
  /** Texts of a drawing that are alike, of which the contrast is looked at. */
  const alikeMax = 6;

  interface Piece {
    readonly parent: Element;
    readonly text: string;
    /** In the window, without what its boxes hide. */
    readonly seen: DOMRect;
  }

  const nameOf = (element: Element): string => {
    const names = [...element.classList].map((name) => `.${name}`).join('');
    return `${element.localName}${names}`;
  };
  const placeOf = (element: Element): string =>
    `${element.parentElement === null ? '' : `${nameOf(element.parentElement)} > `}${nameOf(element)}`;
  const isShown = (element: Element): boolean =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
    element.closest('.hidden, .skip:not(:focus), [aria-hidden="true"].measure') === null;
  const both = (a: DOMRect, b: DOMRect): DOMRect => {
    const left = Math.max(a.left, b.left);
    const top = Math.max(a.top, b.top);
    const width = Math.max(0, Math.min(a.right, b.right) - left);
    return new DOMRect(left, top, width, Math.max(0, Math.min(a.bottom, b.bottom) - top));
  };
  const area = ({ width, height }: DOMRect): number => width * height;

  /** Boxes around an element that hide what is outside of them, and whether one can scroll to it. */
  function clipsOf(element: Element): { readonly box: DOMRect; readonly scrolls: boolean }[] {
    const clips: { readonly box: DOMRect; readonly scrolls: boolean }[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(at);
      const isSvg = at instanceof SVGSVGElement && overflowX !== 'visible';
      const isInline = !(at instanceof SVGElement) && getComputedStyle(at).display === 'inline';
      const hides = overflowX !== 'visible' || overflowY !== 'visible';
      const isPage = at === document.body || at === document.documentElement;
      if ((hides && !isInline && !isPage && !(at instanceof SVGElement)) || isSvg) {
        const scrolls = [overflowX, overflowY].some((value) => /auto|scroll/.test(value));
        // A drawing that is zoomed is moved by hand.
        clips.push({
          box: at.getBoundingClientRect(),
          scrolls: scrolls || at.matches('.zoom-frame'),
        });
      }
      if (position === 'fixed') break;
    }
    return clips;
  }

  const faults: string[] = [];
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (parent === null || text === '' || !isShown(parent)) continue;
    if (parent.closest('script, style, option, title, desc, datalist') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => area(rect) > 0);
    if (rects.length === 0) {
      faults.push(`no size: "${text.slice(0, 40)}" in ${placeOf(parent)}`);
      continue;
    }
    const clips = clipsOf(parent);
    for (const rect of rects) {
      const cutting = clips.filter(({ scrolls }) => !scrolls);
      const isComplete = cutting.every(({ box }) => {
        const left = both(rect, box);
        return left.width > rect.width - tolerance && left.height > rect.height * 0.75;
      });
      if (!isComplete) faults.push(`cut: "${text.slice(0, 40)}" in ${placeOf(parent)}`);
      const seen = clips.reduce((sum, { box }) => both(sum, box), rect);
      if (area(seen) > 0) pieces.push({ parent, text, seen });
    }
  }

  /** Of two boxes of text one lies on the other where more is shared than the air between lines. */
  const overlaps = (a: Piece, b: Piece): boolean => {
    if (a.parent === b.parent || a.parent.contains(b.parent) || b.parent.contains(a.parent))
      return false;
    const layerOf = (piece: Piece): Element | null =>
      piece.parent.closest('dialog, [popover], .tabs, thead, .player, .stage');
    if (layerOf(a) !== layerOf(b)) return false;
    const shared = both(a.seen, b.seen);
    return shared.width > 3 && shared.height > 0.3 * Math.min(a.seen.height, b.seen.height);
  };
  const sorted = pieces.toSorted((a, b) => a.seen.top - b.seen.top);
  for (const [index, a] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const b = sorted[next]!;
      if (b.seen.top > a.seen.bottom) break;
      if (overlaps(a, b))
        faults.push(
          `overlap: "${a.text.slice(0, 30)}" and "${b.text.slice(0, 30)}" in ${placeOf(a.parent)}`,
        );
    }
  }

  for (const element of document.querySelectorAll(
    'svg, button, input, select, table, figure, img',
  )) {
    if (!isShown(element)) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width < 4 || height < 4) faults.push(`no size: ${placeOf(element)}`);
  }

  const excess = document.documentElement.scrollWidth - innerWidth;
  if (excess > 0) faults.push(`the page is ${excess} px wider than its window`);
  return [...new Set([...faults, ...drawingContrast()])];

  /** axe does not look at the colours of text in drawings. */
  function drawingContrast(): string[] {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const colourOf = (value: string): readonly number[] => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = value;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (colour: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = (text: Element): readonly number[] => {
      const { left, top, width, height } = text.getBoundingClientRect();
      for (const below of document.elementsFromPoint(left + width / 2, top + height / 2)) {
        if (
          below === text ||
          (below.contains(text) && below instanceof SVGElement && !(below instanceof SVGSVGElement))
        )
          continue;
        const style = getComputedStyle(below);
        const paint = below instanceof SVGGeometryElement ? style.fill : style.backgroundColor;
        const share =
          below instanceof SVGGeometryElement
            ? Number(style.fillOpacity) * Number(style.opacity)
            : 1;
        if (paint === 'none' || below instanceof SVGTextElement || share < 0.5) continue;
        const colour = colourOf(paint);
        if (colour[3]! > 250) return colour;
      }
      return colourOf('Canvas');
    };
    const found: string[] = [];
    const alike = new Map<string, number>();
    for (const text of document.querySelectorAll('svg text')) {
      if (!isShown(text) || text.textContent?.trim() === '') continue;
      const { fill, fontSize } = getComputedStyle(text);
      // Of many that are alike, as at the ticks of an axis, the first ones.
      const kind = `${placeOf(text)} ${fill} ${fontSize} ${text.closest('svg')?.getBoundingClientRect().width}`;
      const seen = alike.get(kind) ?? 0;
      alike.set(kind, seen + 1);
      if (seen >= alikeMax) continue;
      const scale = text instanceof SVGGraphicsElement ? (text.getScreenCTM()?.a ?? 1) : 1;
      const size = Number.parseFloat(fontSize) * scale;
      if (size < textMinPx)
        found.push(`small: "${text.textContent}" of ${size.toFixed(1)} px in ${placeOf(text)}`);
      // Colours do not change with the width of the window.
      if (innerWidth < 1000) continue;
      text.scrollIntoView({ block: 'center', inline: 'center' });
      const [a, b] = [light(colourOf(fill)), light(groundOf(text))].toSorted((x, y) => y - x) as [
        number,
        number,
      ];
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < 4.5)
        found.push(`contrast ${ratio.toFixed(1)}: "${text.textContent}" in ${placeOf(text)}`);
    }
    scrollTo(0, 0);
    return found;
  }
}
