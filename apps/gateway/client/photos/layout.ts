/** Pixels that the page header covers at the top of the window, and the header with the month heading. */
export const HEADER = 64;
export const COVERED_TOP = HEADER + 44;
