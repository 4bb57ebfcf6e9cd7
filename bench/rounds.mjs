/** Runs the drive and what stands beside it in turn, so that a busy minute of the machine meets both. */
export async function interleaved(rounds, drive, bare) {
  const pairs = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await drive(round);
    pairs.push([ours, await bare(round)]);
  }
  return { drive: pairs.map(([ours]) => ours), bare: pairs.map(([, its]) => its) };
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * One line of the report: figures of all rounds, and the goal for the ratio of drive to bare, round by round: `least` or `most`, or `limit`
 * for the drive's own figures. `key` is its name in bench/budget.json.
 */
export function line(what, { drive, bare }, { key, digits = 1, unit, least, most, limit }) {
  const ratios = bare && drive.map((figure, round) => figure / bare[round]);
  return { what, key, drive, bare, ratios, digits, unit, least, most, limit };
}
