/** A change of product code that breaks one promise, so that a test must fail. */
export interface Mutant {
  /** Unique; `npm run mutants -- --only ID` runs it alone. */
  id: string;
  /** What the code promises, in one line. */
  promise: string;
  /** Text of the file that occurs exactly once. */
  find: string;
  replace: string;
  /** Test files of which one must fail; without it those of the file. */
  killedBy?: string[];
  /** Why no test can see it, in one line. Such a mutant may survive. */
  survives?: string;
}

/** The mutants of one file. */
export interface MutatedFile {
  file: string;
  /** Test files that guard it: few, because all of them run for each mutant. */
  killedBy: string[];
  mutants: Mutant[];
}
