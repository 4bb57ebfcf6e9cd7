// Who may import whom. docs/architecture.md draws the same picture.
const sdk = '^(mongoose|mongodb|minio|bullmq|ioredis|node:sqlite|sqlite)$|node_modules/(mongoose|mongodb|minio|bullmq|ioredis)/';
/** What only tests use: specs, the contract suites of the ports, and what they share. The build leaves all of it out. */
const tests = '\\.(spec|contract|fixture)\\.tsx?$|/testing/';

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['node_modules/', '\\.d\\.ts$', '\\.config\\.ts$', '^test/', '^bench/'] },
      to: {},
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'apps-import-libs-only',
      comment: 'An app never imports another app; the launcher opens all four.',
      severity: 'error',
      from: { path: '^apps/(?!all-in-one)([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'ports-import-domain-types',
      comment: 'A port is an interface: it knows the types of the domain and streams, and nothing else.',
      severity: 'error',
      from: { path: '^libs/ports/', pathNot: '\\.contract\\.ts$' },
      to: { path: '.', pathNot: '^libs/(ports|domain)/|^stream$|^node:stream$' },
    },
    { name: 'sdks-only-in-infra', severity: 'error', from: { pathNot: ['^(libs/infra|test|bench)/', tests] }, to: { path: sdk } },
    {
      name: 'sharp-only-in-imaging',
      severity: 'error',
      from: { pathNot: ['^(libs/imaging|test|bench)/', tests] },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'prom-client-only-in-metrics',
      comment: 'Its registry is one for the whole process: only where each drive gets its own.',
      severity: 'error',
      from: { pathNot: ['^(libs/metrics|test|bench)/', tests] },
      to: { path: 'node_modules/prom-client/' },
    },
    {
      name: 'config-imports-nothing',
      severity: 'error',
      from: { path: '^libs/config/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|libs)/', pathNot: '^libs/config/' },
    },
    {
      name: 'domain-imports-ports',
      comment: 'The domain knows no adapter, no server and no setting.',
      severity: 'error',
      from: { path: '^libs/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(apps|libs)/', pathNot: '^libs/(domain|ports)/' },
    },
    {
      name: 'no-folder-cycles',
      comment: 'The folders of an app form no cycle: whoever reads one can stop at the ones it imports.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^(apps/[^/]+)/', pathNot: '/testing$' },
      to: { circular: true, path: '^$1/', pathNot: '/testing$' },
    },
    {
      name: 'no-import-from-the-parent-folder',
      comment: 'The other half of no-folder-cycles, which does not see a folder and the one above it: the one above opens the features.',
      severity: 'error',
      from: { path: '^(apps/.+)/[^/]+/[^/]+$', pathNot: [tests, '^apps/gateway/client/'] },
      to: { path: '^$1/[^/]+$', pathNot: tests },
    },
    {
      name: 'the-product-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: tests },
      to: { path: ['^(test|bench)/', tests] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['drive-source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
