import { main } from "./src/cli/main.ts";

// Streams on stdin or stdout must not keep a finished command alive.
Deno.exit(await main(Deno.args));
