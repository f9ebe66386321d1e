import { Client, type Transport } from "@modelcontextprotocol/client";
import { type Human, questionText } from "./human.ts";
import { replyOf } from "./reply.ts";
import type { Arguments, CallOptions, ListedTool, ToolClient, ToolReply } from "./tool_client.ts";

/** The protocol revision without sessions, which the SDK's v2 client speaks. */
export const modernVersion = "2026-07-28";

/** A client of the 2026 era: the SDK's v2, held to the new protocol. */
export class ModernClient implements ToolClient {
  /** The SDK's own client, for what {@linkcode ToolClient} does not cover. */
  readonly sdk: Client;

  constructor(sdk: Client) {
    this.sdk = sdk;
  }

  get protocolVersion(): string {
    return this.sdk.getNegotiatedProtocolVersion() ?? "";
  }

  get instructions(): string | undefined {
    return this.sdk.getInstructions();
  }

  async listTools(): Promise<readonly ListedTool[]> {
    return (await this.sdk.listTools()).tools;
  }

  async call(tool: string, args: Arguments = {}, options: CallOptions = {}): Promise<ToolReply> {
    const { signal, onProgress } = options;
    return replyOf(
      await this.sdk.callTool({ name: tool, arguments: args }, {
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onprogress: onProgress }),
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sdk.close();
  }
}

/** Connects a client of the 2026 era over any transport; with a human it can pass questions on to him. */
export async function connectModern(transport: Transport, human?: Human): Promise<ModernClient> {
  const sdk = new Client({ name: "modern-test-client", version: "1.0.0" }, {
    versionNegotiation: { mode: { pin: modernVersion } },
    ...(human === undefined ? {} : { capabilities: { elicitation: { form: {} } } }),
  });
  if (human !== undefined) {
    sdk.setRequestHandler("elicitation/create", (request) => human(questionText(request.params)));
  }
  await sdk.connect(transport);
  return new ModernClient(sdk);
}
