/** How many rows an upkeep task reads at once. */
export const PAGE = 500;
