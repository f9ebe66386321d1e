import { agentCard, cardJson } from "../../src/server/a2a/card.ts";
import { allTools } from "../../src/tools/catalog.ts";

/**
 * The agent card of the repository: every toolset, at the address where `serve --http` listens by default, with a token.
 *
 * A running server publishes its own at `/.well-known/agent-card.json`, with its address and what it lists.
 */
export function repositoryCard(): string {
  const card = agentCard({
    url: "http://127.0.0.1:8000",
    tools: allTools,
    authentication: { authToken: undefined, tokenFile: "tokens.json", oauth: undefined },
  });
  return `${JSON.stringify(cardJson(card), null, 2)}\n`;
}
