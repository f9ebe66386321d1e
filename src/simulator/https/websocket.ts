import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Viewer } from "../console/rfb_server.ts";

/** Bytes that one message has at most. */
const largestMessage = 32 * 1024;

/** Turns a connection into a websocket of the protocol `binary` and lets something be shown over it. */
export async function acceptWebsocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  show: (viewer: Viewer) => Promise<void>,
): Promise<void> {
  // Loaded here and not at the top: few who start a simulator look at a console.
  const { WebSocketServer } = await import("ws");
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => protocols.has("binary") ? "binary" : false,
  });
  const { promise, resolve } = Promise.withResolvers<WebSocket>();
  server.handleUpgrade(request, socket, head, resolve);
  const websocket = await promise;
  try {
    await show({ received: received(websocket), send: (bytes) => sendInParts(websocket, bytes) });
  } finally {
    websocket.close();
  }
}

/** As pveproxy does, which passes on what it has read at once: where messages end means nothing. */
function sendInParts(websocket: WebSocket, bytes: Uint8Array<ArrayBuffer>): void {
  for (let start = 0; start < bytes.length; start += largestMessage) {
    websocket.send(bytes.subarray(start, start + largestMessage));
  }
}

function received(websocket: WebSocket): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      websocket.on("message", (data: Uint8Array) => controller.enqueue(data));
      websocket.on("error", () => websocket.terminate());
      websocket.once("close", () => controller.close());
    },
  });
}
