/** How many images of an owner have their `sortAt` in one month of UTC. */
export interface Month {
  /** Year and month: 2019-06. */
  month: string;
  images: number;
}
