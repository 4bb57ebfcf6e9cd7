// Plain syntax: an old Node must be able to run this and print which version is needed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `Shoebox needs Node 24.15 or newer; this is ${process.versions.node}. "npm ci" brings the right one on Linux, where "npm run" and "npx" use it.`,
  );
  process.exit(1);
}
