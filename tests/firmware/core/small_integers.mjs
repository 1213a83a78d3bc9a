// Runs a MicroPython script on a build with 31-bit small integers, as the chip has: WebAssembly, under Node.js.
// node small_integers.mjs PACKAGE_FOLDER SCRIPT FOLDER_TO_IMPORT_FROM...
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const [pack, script, ...folders] = process.argv.slice(2);
const { loadMicroPython } = await import(join(pack, "micropython.mjs"));
const say = (line) => process.stdout.write(new TextDecoder().decode(line));
const micropython = await loadMicroPython({ heapsize: 8 << 20, stdout: say, linebuffer: false });

function copy(from, to) {
  micropython.FS.mkdir(to);
  for (const name of readdirSync(from)) {
    const path = join(from, name);
    if (statSync(path).isDirectory()) copy(path, `${to}/${name}`);
    else if (name.endsWith(".py")) micropython.FS.writeFile(`${to}/${name}`, readFileSync(path));
  }
}

folders.forEach((folder, index) => copy(folder, `/f${index}`));
const paths = folders.map((_, index) => `/f${index}`);
try {
  micropython.runPython(`import sys\nsys.path[:] = ${JSON.stringify(paths)}\n` + readFileSync(script, "utf8"));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exit(0);
