// node run.mjs FOLDER: all tests of the pages in that folder, which page.sh has made.
import { finish, start } from "./harness.mjs";

await start();
for (const part of ["trace", "results", "safety", "access", "size"]) await import(`./${part}.mjs`);
process.exit(await finish());
