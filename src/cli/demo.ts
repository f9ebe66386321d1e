import { type Colours, coloursFor } from "./colours.ts";
import { capMiddle } from "../text/cap.ts";
import { startTourServer } from "./tour_server.ts";
import { McpClient, type ToolResult } from "./mcp_client.ts";
import { print } from "./print.ts";
import { tourSteps } from "./tour.ts";

/** `proxmox-mcp demo`: a tour of the real server on a simulated cluster; ends by itself. */
export async function demoCommand(): Promise<number> {
  const began = performance.now();
  const server = startTourServer();
  const colours = coloursFor(Deno.stdout);
  let asked = "";
  const client = new McpClient(server, (question) => {
    asked = question;
    return undefined;
  });
  await print(colours.bold("proxmox-mcp, a tour on a simulated Proxmox VE cluster"));
  await print(
    colours.dim(`An MCP client talks to the real server over ${server.over}. Nothing of yours is touched.\n`),
  );
  await client.initialize();
  const { count, bytes } = await client.toolList();
  await print(`The server offers ${count} tools, ${(bytes / 1000).toFixed(1)} kB for the model to read.\n`);
  let failures = 0;
  for (const step of tourSteps) {
    await print(colours.bold(`# ${step.title}`));
    await print(colours.cyan(`> ${step.tool} ${JSON.stringify(step.arguments)}`));
    asked = "";
    const result = await client.call(step.tool, step.arguments, (percent, text) => {
      const share = percent < 1 ? "  ..." : `${String(Math.floor(percent)).padStart(3)} %`;
      void print(colours.dim(`  ${share}  ${text}`));
    });
    if (asked !== "") {
      await print(colours.yellow(indent(`the server asks the human:\n${asked}\n(the human declines)`)));
    }
    await print(colourOf(colours, result)(indent(capMiddle(result.text, 2600))));
    await print();
    if (result.isError !== step.fails) failures += 1;
  }
  await client.close();
  await server.ended;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (failures > 0) {
    await print(colours.red(`${failures} of ${tourSteps.length} steps went otherwise than they should.`));
    return 1;
  }
  await print(`That was all, in ${seconds} s. Point it at your own cluster: see README.md, "Connect".`);
  return 0;
}

function colourOf(colours: Colours, result: ToolResult): (text: string) => string {
  return result.isError ? colours.red : (text) => text;
}

function indent(text: string): string {
  return text.split("\n").map((line) => `  ${line}`).join("\n");
}
