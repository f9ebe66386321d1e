import { certificateErrors, connectionErrors, loginErrors, proxmoxErrors, sshErrors } from "./called.ts";
import { type ErrorKind, type KnownError, type SourceFile, thrownErrors } from "./thrown.ts";

const sources = new URL("../../../src/", import.meta.url);

/** The parts of the page that are found in the source, by the rooms that they come from. */
const chapters: readonly { readonly title: string; readonly rooms: readonly string[] }[] = [
  { title: "Settings and commands", rooms: ["config", "cli"] },
  { title: "What is allowed", rooms: ["policy"] },
  { title: "Requests and SSH", rooms: ["wire", "rest", "ssh"] },
  { title: "Guests, tasks and the rest of the cluster", rooms: ["proxmox", "tools"] },
  { title: "MCP and HTTP", rooms: ["server", "resources", "prompts"] },
  { title: "Everything else", rooms: ["text", "log"] },
];

/** `docs/errors.md`: every error for people that the source makes, with what helps. */
export async function errorsPage(): Promise<string> {
  const kinds = thrownErrors(await sourceFiles("")).filter(({ errors }) => errors.length > 0);
  const strayed = kinds.filter(({ room }) => !chapters.some(({ rooms }) => rooms.includes(room)));
  if (strayed.length > 0) {
    throw new Error(`docs/errors.md has no chapter for ${strayed.map(({ room }) => room)}.`);
  }
  return `${
    [
      "# Errors",
      "Every error that the program words for people, with what helps: taken from the source by `deno task docs`. `‹name›` stands for " +
      "a value, `…` for words that depend on the case, ` / ` between two forms. Where the right side is empty, the left says it all. " +
      "`proxmox-mcp doctor` finds most of these by itself.",
      section("The API cannot be reached", await connectionErrors()),
      section("The certificate is not trusted", certificateErrors()),
      section("The login does not work, or lacks a privilege", loginErrors()),
      section("A node cannot be reached over SSH", sshErrors()),
      section("What Proxmox says, and what helps", proxmoxErrors()),
      ...chapters.map(({ title, rooms }) => chapter(title, kinds.filter(({ room }) => rooms.includes(room)))),
    ].join("\n\n")
  }\n`;
}

function section(title: string, errors: readonly KnownError[]): string {
  return `## ${title}\n\n${table(errors)}`;
}

function chapter(title: string, kinds: readonly ErrorKind[]): string {
  return [`## ${title}`, ...kinds.map(({ meaning, errors }) => `${meaning}\n\n${table(errors)}`)].join(
    "\n\n",
  );
}

function table(errors: readonly KnownError[]): string {
  const rows = errors.map(({ message, remedy }) =>
    `| ${cell(message)} |${remedy === "" ? " |" : ` ${cell(remedy)} |`}`
  );
  return ["| it says | what helps |", "| --- | --- |", ...rows].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll(/\s*\n\s*/g, "<br>");
}

async function sourceFiles(folder: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  const entries = await Array.fromAsync(Deno.readDir(new URL(folder === "" ? "./" : folder, sources)));
  for (const { name, isDirectory } of entries.sort((one, other) => one.name < other.name ? -1 : 1)) {
    const path = `${folder}${name}`;
    if (isDirectory && path !== "simulator") files.push(...await sourceFiles(`${path}/`));
    else if (name.endsWith(".ts")) {
      files.push({ path, text: await Deno.readTextFile(new URL(path, sources)) });
    }
  }
  return files;
}
