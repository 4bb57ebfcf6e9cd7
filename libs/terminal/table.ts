/** Lines of a table with aligned columns. The first row is the head. @param right heads of right-aligned columns */
export function table(rows: readonly (readonly string[])[], { right }: { right: readonly string[] }): string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return right.includes(head[column] ?? '') ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}

/** A time to the minute, in UTC. */
export function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
