import { type Message, type Part, Role, type SendMessageRequest, type Task } from "@a2a-js/sdk";
import {
  type Client,
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from "@a2a-js/sdk/client";
import { bearer } from "../http/served.ts";

/** The A2A SDK's own client, made from the card that a server publishes. */
export async function connectAgent(url: string, token?: string): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(bearer(token))) headers.set(name, value);
    return fetch(input, { ...init, headers });
  };
  const factory = new ClientFactory({
    ...ClientFactoryOptions.default,
    transports: [new JsonRpcTransportFactory({ fetchImpl })],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  });
  return await factory.createFromUrl(url);
}

/** A message whose parts hold these values: text, or data for everything else. */
export function messageOf(
  values: readonly unknown[],
  options: { readonly taskId?: string; readonly returnImmediately?: boolean } = {},
): SendMessageRequest {
  const parts = values.map((value): Part => ({
    content: typeof value === "string" ? { $case: "text", value } : { $case: "data", value },
    mediaType: "",
    filename: "",
    metadata: undefined,
  }));
  const message: Message = {
    messageId: crypto.randomUUID(),
    contextId: "",
    taskId: options.taskId ?? "",
    role: Role.ROLE_USER,
    parts,
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
  };
  const configuration = {
    acceptedOutputModes: [],
    taskPushNotificationConfig: undefined,
    returnImmediately: options.returnImmediately ?? false,
  };
  return { tenant: "", message, configuration, metadata: undefined };
}

/** Calls a tool and returns the A2A task that comes of it. */
export async function callAgent(
  client: Client,
  tool: string,
  args: Readonly<Record<string, unknown>> = {},
  options: { readonly taskId?: string; readonly returnImmediately?: boolean } = {},
): Promise<Task> {
  const answer = await client.sendMessage(messageOf([{ tool, arguments: args }], options));
  if ("messageId" in answer) throw new Error("A message came back where a task was due");
  return answer;
}

/** The text parts of a task's status. */
export function statusText({ status }: Task): string {
  return textIn(status?.message?.parts ?? []);
}

/** The text parts of what a task brought about. */
export function resultText({ artifacts }: Task): string {
  return textIn(artifacts.flatMap(({ parts }) => parts));
}

function textIn(parts: readonly Part[]): string {
  return parts.flatMap(({ content }) => content?.$case === "text" ? [content.value] : []).join("\n");
}
