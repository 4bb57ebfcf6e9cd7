// Written so that any Node can read it: it must be able to say which one is needed.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `Shoebox needs Node 24.15 or newer; this is ${process.versions.node}. "npm ci" brings the right one on Linux, where it is used by every "npm run".`,
  );
  process.exit(1);
}
