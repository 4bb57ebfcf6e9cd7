// Prints the rows of the database that its argument names, as one line of JSON, for each line that it reads: started where the disk of the
// database is seen.
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

for await (const _ of createInterface({ input: process.stdin })) {
  const database = new DatabaseSync(process.argv[2], { readOnly: true, timeout: 5000 });
  console.log(JSON.stringify(database.prepare('SELECT * FROM images ORDER BY id').all()));
  database.close();
}
