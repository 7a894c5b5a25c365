import { createHash } from 'node:crypto';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';

/** Where ELK placed graphs, by a hash of the graph. */
export type Placements = Readonly<Record<string, ElkNode>>;

const kept = new Map<string, ElkNode>();
const keptMax = 100;
let computed: Placements = {};

/** Takes placements that were computed before: those of the model's charts come with the program. A graph that is not
 * among them is placed by ELK. */
export function usePlacements(known: Placements): void {
  computed = known;
}

/** What ELK has placed in this process. */
export function newPlacements(): Placements {
  return Object.fromEntries(kept);
}

/**
 * Where ELK places a graph. A report that cannot be made with one of its files is made again without it, and its
 * charts take most of the time: placements are kept.
 */
export async function placedByElk(graph: ElkNode): Promise<ElkNode> {
  const key = createHash('sha256').update(JSON.stringify(graph)).digest('hex').slice(0, 20);
  const known = computed[key] ?? kept.get(key);
  if (known !== undefined) return known;
  // 1.4 MB to load: only where something is drawn.
  const { default: elkjs } = await import('elkjs/lib/elk.bundled.js');
  const placed = nodePlace(await new elkjs.default().layout(graph));
  if (kept.size >= keptMax) kept.clear();
  kept.set(key, placed);
  return placed;
}

/** Places alone: ELK returns its input too. */
function nodePlace({ id, x, y, width, height, children, edges }: ElkNode): ElkNode {
  return {
    id,
    ...defined({ x, y, width, height }),
    ...(children === undefined ? {} : { children: children.map(nodePlace) }),
    ...(edges === undefined ? {} : { edges: edges.map(edgePlace) }),
  };
}

function edgePlace({ id, sources, targets, sections, labels }: ElkExtendedEdge): ElkExtendedEdge {
  return {
    id,
    sources,
    targets,
    ...(sections === undefined
      ? {}
      : {
          sections: sections.map(({ id: section, startPoint, bendPoints, endPoint }) => ({
            id: section,
            startPoint,
            ...(bendPoints === undefined ? {} : { bendPoints }),
            endPoint,
          })),
        }),
    ...(labels === undefined
      ? {}
      : { labels: labels.map(({ x, y, width, height }) => defined({ x, y, width, height })) }),
  };
}

type Place = Pick<ElkNode, 'x' | 'y' | 'width' | 'height'>;

function defined(place: Record<keyof Place, number | undefined>): Place {
  return Object.fromEntries(Object.entries(place).filter(([, value]) => value !== undefined));
}
