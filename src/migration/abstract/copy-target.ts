/** The page that is written: the observed one, or the other page that maps the frame. */
export const targets = { observed: 0, mapper: 1, bystander: 2 } as const;
