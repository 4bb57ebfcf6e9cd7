import { readFileSync, writeFileSync } from 'node:fs';

import { median } from './rounds.mjs';

const FILE = new URL('budget.json', import.meta.url);
/** How much worse than its budget a ratio may be: the noise of a shared machine is below it. */
const TOLERANCE = 0.25;

/** A sentence for each ratio that is worse than its budget by more than the tolerance. */
export function overBudget(results) {
  const budget = JSON.parse(readFileSync(FILE, 'utf8'));
  return measured(results).flatMap(([key, { ratio, isLessBetter }]) => {
    const wanted = budget[key];
    if (wanted === undefined) return [];
    const isWorse = isLessBetter ? ratio > wanted * (1 + TOLERANCE) : ratio < wanted * (1 - TOLERANCE);
    return isWorse ? [`${key}: ${ratio.toFixed(3)} is worse than its budget of ${wanted} by more than a quarter.`] : [];
  });
}

/** Makes the measured ratios the budget; of what was not measured it stays. */
export function writeBudget(results) {
  const budget = JSON.parse(readFileSync(FILE, 'utf8'));
  for (const [key, { ratio }] of measured(results)) budget[key] = Number(ratio.toPrecision(3));
  writeFileSync(FILE, `${JSON.stringify(budget, null, 2)}\n`);
}

function measured(results) {
  const rows = results.flatMap(({ lines }) => lines.filter(({ key, ratios }) => key && ratios));
  return rows.map(({ key, ratios, most, limit }) => [key, { ratio: median(ratios), isLessBetter: (most ?? limit) !== undefined }]);
}
