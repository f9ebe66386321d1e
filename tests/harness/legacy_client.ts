// The 1.x SDK's types are found by no other way under Deno; without these lines everything in it is `any`.
// @ts-types="npm:@modelcontextprotocol/sdk@1.32.2/client"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
// @ts-types="npm:@modelcontextprotocol/sdk@1.32.2/shared/transport"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
// @ts-types="npm:@modelcontextprotocol/sdk@1.32.2/types"
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type Human, questionText } from "./human.ts";
import { replyOf } from "./reply.ts";
import type { Arguments, CallOptions, ListedTool, ToolClient, ToolReply } from "./tool_client.ts";

/** A client of the 2025 era: the SDK's 1.x line, as most hosts still have it. */
export class LegacyClient implements ToolClient {
  readonly sdk: Client;
  readonly protocolVersion: string;

  constructor(sdk: Client, protocolVersion: string) {
    this.sdk = sdk;
    this.protocolVersion = protocolVersion;
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
      await this.sdk.callTool({ name: tool, arguments: args }, undefined, {
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onprogress: onProgress }),
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sdk.close();
  }
}

/** Connects a client of the 2025 era over any transport; with a human it can pass questions on to him. */
export async function connectLegacy(transport: Transport, human?: Human): Promise<LegacyClient> {
  let agreed = "";
  const watched: Transport = Object.assign(transport, {
    setProtocolVersion: (version: string) => {
      agreed = version;
    },
  });
  const sdk = new Client(
    { name: "legacy-test-client", version: "1.0.0" },
    human === undefined ? {} : { capabilities: { elicitation: {} } },
  );
  if (human !== undefined) {
    sdk.setRequestHandler(ElicitRequestSchema, (request) => human(questionText(request.params)));
  }
  await sdk.connect(watched);
  return new LegacyClient(sdk, agreed);
}
