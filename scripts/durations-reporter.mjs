import { relative } from 'node:path';

/** Files that the report names. */
const SLOWEST = 10;

/** A reporter of Vitest that says at the end how long each project took, and the slowest files. */
export default class DurationsReporter {
  onTestRunEnd(modules) {
    for (const line of durations(modules.map(measure))) console.log(line);
  }
}

function measure(module) {
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } = module.diagnostic();
  const milliseconds = environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
  return { project: module.project.name, file: relative(module.project.config.root, module.moduleId), milliseconds };
}

/** The lines of the report. @param {{ project: string, file: string, milliseconds: number }[]} files */
export function durations(files) {
  const projects = Object.entries(Object.groupBy(files, ({ project }) => project))
    .map(([project, its]) => ({ project, count: its.length, milliseconds: its.reduce((sum, file) => sum + file.milliseconds, 0) }))
    .toSorted(longest);
  return [
    'How long the suites took, files added up (two of "unit" run at a time):',
    ...projects.map(({ project, count, milliseconds }) => `${seconds(milliseconds)}  ${project}, ${count} files`),
    'The slowest files:',
    ...files
      .toSorted(longest)
      .slice(0, SLOWEST)
      .map(({ project, file, milliseconds }) => `${seconds(milliseconds)}  ${file} (${project})`),
  ];
}

function longest(a, b) {
  return b.milliseconds - a.milliseconds;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1).padStart(8)} s`;
}
