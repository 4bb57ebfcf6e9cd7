import type { MutatedFile } from './mutant.js';

export const mutated: MutatedFile[] = [
  {
    file: 'libs/infra/mongo/service-users.ts',
    killedBy: ['libs/infra/mongo/service-users.spec.ts'],
    mutants: [
      {
        id: 'users-worker-reads-accounts',
        promise: 'A worker reaches no account.',
        find: `'images', 'migrations', 'shareEvents', 'shares'];`,
        replace: `'images', 'migrations', 'shareEvents', 'shares', 'users'];`,
      },
      {
        id: 'users-may-drop',
        promise: 'No service drops a collection.',
        find: `  'createCollection',\n`,
        replace: `  'createCollection',\n  'dropCollection',\n`,
      },
      {
        id: 'users-lack-one',
        promise: 'A service reaches each of its collections.',
        find: `['accountLog', 'events', 'invites',`,
        replace: `['accountLog', 'events',`,
      },
      {
        id: 'users-all-rights',
        promise: 'A service has the rights of its own role.',
        find: `  return user;\n`,
        replace: `  return 'readWrite';\n`,
      },
      {
        id: 'users-made-once',
        promise: 'A user that exists gets its password and the rights of this version.',
        find: `    await db.command({ [\`update\${kind}\`]: name, ...fields });\n`,
        replace: ``,
        killedBy: ['libs/infra/mongo/service-users.spec.ts'],
      },
    ],
  },
  {
    file: 'libs/infra/s3/service-users.ts',
    killedBy: ['libs/infra/s3/service-users.spec.ts'],
    mutants: [
      {
        id: 'users-any-bucket',
        promise: 'A user of MinIO reaches one bucket.',
        find: `Resource: [\`arn:aws:s3:::\${bucket}/*\`]`,
        replace: `Resource: ['arn:aws:s3:::*']`,
      },
      {
        id: 'users-any-action',
        promise: 'A user of MinIO does not remove the bucket.',
        find: `Action: ['s3:CreateBucket', 's3:GetBucketLocation', 's3:ListBucket'],`,
        replace: `Action: ['s3:*'],`,
      },
    ],
  },
];
