/** Lines of a table whose columns stand under each other. The first row is the head; `right` names the columns that end together. */
export function table(rows: readonly (readonly string[])[], { right }: { right: readonly string[] }): string[] {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const cell = (text: string, column: number) => {
    const width = widths[column] ?? 0;
    return right.includes(head[column] ?? '') ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd());
}
