// Who may import whom. docs/architecture.md draws the same picture.
const sdk = '^(mongoose|mongodb|minio|bullmq|ioredis|node:sqlite|sqlite)$|node_modules/(mongoose|mongodb|minio|bullmq|ioredis)/';
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.config\\.ts$', '^test/', '^bench/'] },
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
      name: 'ports-import-nothing',
      severity: 'error',
      from: { path: '^libs/ports/', pathNot: '\\.contract\\.ts$' },
      to: { path: '.', pathNot: '^libs/ports/|^stream$|^node:stream$' },
    },
    { name: 'sdks-only-in-infra', severity: 'error', from: { pathNot: '^(libs/infra|test|bench)/' }, to: { path: sdk } },
    {
      name: 'sharp-only-in-imaging',
      severity: 'error',
      from: { pathNot: '^(libs/imaging|test|bench)/' },
      to: { path: 'node_modules/sharp/' },
    },
    {
      name: 'the-product-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.(spec|contract)\\.tsx?$' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['drive-source', 'import', 'require', 'node', 'default', 'types'],
    },
  },
};
