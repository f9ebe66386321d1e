import type { ServerChannel } from "ssh2";
import { Bell } from "../linux/kernel/bell.ts";
import { OpenFile } from "../linux/kernel/open_file.ts";
import type { Process } from "../linux/kernel/process.ts";
import { ChannelOutput } from "./channel_file.ts";

const CONTROL_C = 3;
const CONTROL_D = 4;
const BACKSPACE = 8;
const NEWLINE = 10;
const RETURN = 13;
const CONTROL_U = 21;
const DELETE = 127;

/** A terminal at the end of a channel: echoes what is typed, lets lines be corrected, turns Ctrl-C into a signal. */
export class Terminal extends OpenFile {
  readonly kind = "device";
  /** What is written to it. */
  readonly output: TerminalOutput;
  readonly #bell = new Bell();
  readonly #lines: Uint8Array[] = [];
  #line: number[] = [];
  #isOver = false;
  #process: Process | undefined;

  constructor(channel: ServerChannel) {
    super();
    this.output = new TerminalOutput(channel, channel);
    channel.on("data", (bytes: Uint8Array) => {
      for (const byte of bytes) this.#type(byte);
    });
    channel.on("end", () => this.#end());
    channel.on("close", () => {
      this.#end();
      this.#process?.signal("HUP");
    });
  }

  /** Says whose terminal it is; signals go to that process and its descendants. */
  attach(process: Process): void {
    this.#process = process;
  }

  override read(most: number): Uint8Array | undefined {
    const first = this.#lines[0];
    if (first === undefined) return this.#isOver ? new Uint8Array() : undefined;
    const taken = first.subarray(0, most);
    if (taken.length < first.length) this.#lines[0] = first.subarray(taken.length);
    else this.#lines.shift();
    return taken;
  }

  override get changed(): Promise<void> {
    return this.#bell.rung;
  }

  #type(byte: number): void {
    switch (byte) {
      case CONTROL_C:
        this.#line = [];
        this.#echo("^C\n");
        for (const one of descendants(this.#process)) one.signal("INT");
        return;
      case CONTROL_D:
        if (this.#line.length === 0) this.#end();
        return;
      case CONTROL_U:
        this.#echo("\b \b".repeat(this.#line.length));
        this.#line = [];
        return;
      case BACKSPACE:
      case DELETE:
        if (this.#line.pop() !== undefined) this.#echo("\b \b");
        return;
      case RETURN:
      case NEWLINE:
        this.#echo("\n");
        this.#lines.push(Uint8Array.from([...this.#line, NEWLINE]));
        this.#line = [];
        this.#bell.ring();
        return;
      default:
        if (byte < 32 && byte !== 9) return;
        this.#line.push(byte);
        this.output.write(Uint8Array.of(byte));
    }
  }

  #echo(text: string): void {
    this.output.write(new TextEncoder().encode(text));
  }

  #end(): void {
    this.#isOver = true;
    this.#bell.ring();
  }
}

/** A terminal moves to the left edge for a new line only when it is told to. */
class TerminalOutput extends ChannelOutput {
  override write(bytes: Uint8Array): number {
    if (!bytes.includes(NEWLINE)) return super.write(bytes);
    const shown: number[] = [];
    for (const byte of bytes) {
      if (byte === NEWLINE) shown.push(RETURN);
      shown.push(byte);
    }
    return super.write(Uint8Array.from(shown)) === 0 ? 0 : bytes.length;
  }
}

function descendants(process: Process | undefined): Process[] {
  if (process === undefined) return [];
  return [process, ...[...process.children].flatMap(descendants)];
}
