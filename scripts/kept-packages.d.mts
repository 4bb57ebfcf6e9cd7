export const KEPT: string[];
export function keptPackages(folder?: string): Set<string>;
