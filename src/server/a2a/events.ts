import {
  type Artifact,
  type Message,
  type Part,
  Role,
  type Task,
  TaskState,
  type TaskStatus,
} from "@a2a-js/sdk";
import { AgentEvent, type ExecutionEventBus, type RequestContext } from "@a2a-js/sdk/server";

/** Tells those who follow one A2A task what becomes of it. */
export class TaskEvents {
  readonly #request: RequestContext;
  readonly #bus: ExecutionEventBus;

  constructor(request: RequestContext, bus: ExecutionEventBus) {
    this.#request = request;
    this.#bus = bus;
  }

  /** Publishes the task itself, which has to come before anything about it. */
  begin(): void {
    const { taskId, contextId, task, userMessage } = this.#request;
    const begun: Task = {
      id: taskId,
      contextId,
      status: this.#status(TaskState.TASK_STATE_WORKING, []),
      artifacts: task?.artifacts ?? [],
      history: task?.history ?? [userMessage],
      metadata: task?.metadata,
    };
    this.#bus.publish(AgentEvent.task(begun));
  }

  /** Publishes how the task stands, with words for it and for a program. */
  status(state: TaskState, text: string, data?: Readonly<Record<string, unknown>>): void {
    const { taskId, contextId } = this.#request;
    const parts = [textPart(text), ...(data === undefined ? [] : [dataPart(data)])];
    const status = this.#status(state, parts);
    this.#bus.publish(AgentEvent.statusUpdate({ taskId, contextId, status, metadata: undefined }));
  }

  /** Publishes what the tool answered. */
  result(name: string, text: string, structured: Readonly<Record<string, unknown>> | undefined): void {
    const { taskId, contextId } = this.#request;
    const artifact: Artifact = {
      artifactId: crypto.randomUUID(),
      name,
      description: "",
      parts: [textPart(text), ...(structured === undefined ? [] : [dataPart(structured)])],
      metadata: undefined,
      extensions: [],
    };
    this.#bus.publish(
      AgentEvent.artifactUpdate({
        taskId,
        contextId,
        artifact,
        append: false,
        lastChunk: true,
        metadata: undefined,
      }),
    );
  }

  #status(state: TaskState, parts: Part[]): TaskStatus {
    const { taskId, contextId } = this.#request;
    const message: Message | undefined = parts.length === 0 ? undefined : {
      messageId: crypto.randomUUID(),
      taskId,
      contextId,
      role: Role.ROLE_AGENT,
      parts,
      metadata: undefined,
      extensions: [],
      referenceTaskIds: [],
    };
    return { state, message, timestamp: new Date().toISOString() };
  }
}

function textPart(value: string): Part {
  return { content: { $case: "text", value }, mediaType: "text/plain", filename: "", metadata: undefined };
}

function dataPart(value: Readonly<Record<string, unknown>>): Part {
  return {
    content: { $case: "data", value },
    mediaType: "application/json",
    filename: "",
    metadata: undefined,
  };
}
