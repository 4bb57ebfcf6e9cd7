import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/imaging/decoder/walls.ts',
    killedBy: ['libs/imaging/decoder/walls.spec.ts'],
    mutants: [
      {
        id: 'child-memory-limit',
        promise: 'A decoder child has a hard limit of memory.',
        find: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data}\`, `,
        replace: `const limits = (data: number) => [PRLIMIT!, `,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'child-memory-larger',
        promise: 'The hard limit is the one of the profile.',
        find: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data}\`, `,
        replace: `const limits = (data: number) => [PRLIMIT!, \`--data=\${data * 4}\`, `,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'child-core',
        promise: 'A crash leaves no picture in a core file.',
        find: `'--core=0', `,
        replace: ``,
        killedBy: ['libs/imaging/decoder/spawn.spec.ts'],
      },
      {
        id: 'walls-network',
        promise: 'A decoder child has no network.',
        find: `--map-root-user --net --ipc`,
        replace: `--map-root-user --ipc`,
      },
      {
        id: 'walls-root',
        promise: 'A decoder child sees no file but those it needs.',
        find: `\`exec \${CHROOT} \${ROOT} "$@"\`,`,
        replace: `\`exec "$@"\`,`,
      },
      {
        id: 'walls-writable',
        promise: 'A child writes into its own folder alone.',
        find: `[reads, 'ro'],`,
        replace: `[reads, 'rw'],`,
      },
      {
        id: 'walls-capabilities',
        promise: 'A decoder child has no capability.',
        find: `  '--bounding-set=-all',\n`,
        replace: ``,
      },
      {
        id: 'walls-privileges',
        promise: 'A decoder child gains no rights by what it starts.',
        find: `'--no-new-privs', `,
        replace: ``,
      },
    ],
  },
];
