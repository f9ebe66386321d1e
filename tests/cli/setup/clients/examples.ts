/** A client's file as people have it: other servers, settings of the client's own, and what its format allows. */
export interface Example {
  readonly client: string;
  readonly text: string;
}

/** One file of each client, with what is particular to it: comments, tabs, trailing commas, tables below tables. */
export const examples: readonly Example[] = [
  {
    client: "claude-desktop",
    text: `{
  "globalShortcut": "Alt+Space",
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/ann/Desktop"]
    }
  },
  "preferences": { "menuBarEnabled": false }
}
`,
  },
  {
    client: "claude-code",
    text: `{
  "numStartups": 214,
  "installMethod": "native",
  "projects": {
    "/home/ann/meadow": {
      "allowedTools": [],
      "mcpServers": {
        "proxmox": { "type": "stdio", "command": "another", "args": [], "env": {} }
      },
      "hasTrustDialogAccepted": true
    }
  },
  "oauthAccount": { "emailAddress": "ann@meadow.example" }
}`,
  },
  {
    client: "cursor",
    text: `{
\t// Work
\t"mcpServers": {
\t\t"github": {
\t\t\t"url": "https://api.githubcopilot.com/mcp/",
\t\t\t"headers": { "Authorization": "Bearer \${env:GITHUB_TOKEN}" }
\t\t}
\t}
}
`,
  },
  {
    client: "vscode",
    text: `{
    // Asked for once, kept by VS Code
    "inputs": [
        { "type": "promptString", "id": "key", "description": "Key", "password": true },
    ],
    "servers": {
        "weather": {
            "type": "stdio",
            "command": "uvx",
            "args": ["weather-mcp"],
            "env": { "KEY": "\${input:key}" }, // not in here
        },
        /* off for now
        "old": { "type": "http", "url": "https://old.example" },
        */
    },
}
`,
  },
  {
    client: "windsurf",
    text:
      `{\r\n  "mcpServers": {\r\n    "figma": {\r\n      "serverUrl": "http://127.0.0.1:3845/sse",\r\n      "disabled": true\r\n    }\r\n  }\r\n}\r\n`,
  },
  {
    client: "codex",
    text: `# Ann's Codex
model = "gpt-5.2-codex"
approval_policy = "on-request"

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs-mcp"] # pinned later

[mcp_servers.docs.env]
API_KEY = "value"

# Where work happens
[projects."/home/ann/meadow"]
trust_level = "trusted"
`,
  },
  {
    client: "gemini",
    text: `{
  "security": { "auth": { "selectedType": "gemini-api-key" } }, // with a key
  "ui": { "theme": "Dracula" } // dark
}
`,
  },
  {
    client: "zed",
    text: `// Zed settings
//
// For information on how to configure Zed, see the documentation
{
  "ui_font_size": 16,
  "theme": {
    "mode": "system",
    "light": "One Light",
    "dark": "One Dark",
  },
  "context_servers": {
    "postgres": { "source": "extension", "enabled": true, "settings": {} },
  },
}
`,
  },
  {
    client: "lm-studio",
    text: `{
  "mcpServers": {
    "hf-mcp-server": {
      "url": "https://huggingface.co/mcp",
      "headers": { "Authorization": "Bearer <YOUR_HF_TOKEN>" }
    }
  }
}
`,
  },
];
