import { defineConfig } from 'vite';

// Builds the pages' small client. The server reads the manifest to find the hashed names.
export default defineConfig({
  base: '/assets/',
  publicDir: false,
  // The sources of libs/, as package.json names them, and the defaults of Vite.
  resolve: { conditions: ['drive-source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/public',
    emptyOutDir: true,
    manifest: 'manifest.json',
    assetsDir: '',
    target: 'es2022',
    rolldownOptions: { input: 'apps/gateway/client/main.ts' },
  },
});
