import { Problem } from '#libs/contract/errors.js';

/** For what should be gone and may be already (a button pressed twice): then what was asked for holds, and nothing is wrong. */
export async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== 'NOT_FOUND') throw problem;
  }
}
