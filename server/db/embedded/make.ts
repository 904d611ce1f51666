/** A program of its own: makes the database of a new installation in the folder it is given. */
import { PGlite } from '@electric-sql/pglite';

const [, , dataDir = ''] = process.argv;
const db = await PGlite.create({ dataDir });
await db.close();
