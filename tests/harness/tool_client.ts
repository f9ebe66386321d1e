/** What a tool answered, as a client gets it. */
export interface ToolReply {
  /** The text parts, joined by line ends. */
  readonly text: string;
  readonly isError: boolean;
  readonly structured: unknown;
}

/** A tool as `tools/list` shows it. */
export interface ListedTool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
}

/** One progress notification. */
export interface ProgressNote {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

/** How one call is made. */
export interface CallOptions {
  /** Cancels the call: the client sends `notifications/cancelled`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (note: ProgressNote) => void;
}

/** Arguments of a tool as a model sends them; wrong ones too. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What tests do with a server, whichever SDK and protocol era carries it. */
export interface ToolClient extends AsyncDisposable {
  /** Protocol version that was agreed on. */
  readonly protocolVersion: string;
  readonly instructions: string | undefined;
  listTools(): Promise<readonly ListedTool[]>;
  call(tool: string, args?: Arguments, options?: CallOptions): Promise<ToolReply>;
}
