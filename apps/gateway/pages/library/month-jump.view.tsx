import type { VNode } from 'preact';

import type { Month } from '#libs/api/image.js';

import { formatMonth } from '../components/format.js';
import { keptView } from '../components/kept-html.js';

export interface MonthJumpProps {
  /** Of the photos. */
  path: string;
  /** Newest first. */
  months: readonly Month[];
  /** The month at the top of the page. */
  shown: string | undefined;
}

/** A choice of all months that have pictures, by year. With a script choosing is enough. */
export const MonthJump = keptView(function MonthJump({ path, months, shown }: MonthJumpProps): VNode {
  const years = [...Map.groupBy(months, ({ month }) => month.slice(0, 4))];
  return (
    <form class="jump" method="get" action={path}>
      <label class="unseen" for="month">
        Jump to a month
      </label>
      <select id="month" name="month">
        {years.map(([year, own]) => (
          <optgroup key={year} label={year}>
            {own.map(({ month, images }) => (
              <option key={month} value={month} selected={month === shown}>
                {`${formatMonth(`${month}-01`)} (${images})`}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <button class="button calm">Go</button>
    </form>
  );
});
