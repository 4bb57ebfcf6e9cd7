/** Pixels at the top of the window that the header of the page covers, and with it the heading of the month. */
export const HEADER = 64;
export const COVERED = HEADER + 44;
