import * as z from "zod";

// The messages of A2A 1.0's `specification/a2a.proto` (package lf.a2a.v1) that an agent card is made of, in protobuf's JSON
// form. Fields marked REQUIRED there are required here, and no other field may appear.

const strings = z.array(z.string());
const struct = z.record(z.string(), z.unknown());

const requirement = z.strictObject({
  schemes: z.record(z.string(), z.strictObject({ list: strings.optional() })),
});

const agentInterface = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  protocolBinding: z.string().min(1),
  tenant: z.string().optional(),
  protocolVersion: z.string().regex(/^\d/),
});

const skill = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  description: z.string().min(1),
  tags: strings.min(1),
  examples: strings.optional(),
  inputModes: strings.optional(),
  outputModes: strings.optional(),
  securityRequirements: z.array(requirement).optional(),
});

const scopes = z.record(z.string(), z.string());

const flow = z.union([
  z.strictObject({
    authorizationCode: z.strictObject({
      authorizationUrl: z.url(),
      tokenUrl: z.url(),
      refreshUrl: z.url().optional(),
      scopes,
      pkceRequired: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    clientCredentials: z.strictObject({ tokenUrl: z.url(), refreshUrl: z.url().optional(), scopes }),
  }),
  z.strictObject({
    deviceCode: z.strictObject({
      deviceAuthorizationUrl: z.url(),
      tokenUrl: z.url(),
      refreshUrl: z.url().optional(),
      scopes,
    }),
  }),
]);

const description = z.string().optional();

const securityScheme = z.union([
  z.strictObject({
    apiKeySecurityScheme: z.strictObject({ description, location: z.string(), name: z.string() }),
  }),
  z.strictObject({
    httpAuthSecurityScheme: z.strictObject({
      description,
      scheme: z.string().min(1),
      bearerFormat: z.string().optional(),
    }),
  }),
  z.strictObject({
    oauth2SecurityScheme: z.strictObject({ description, flows: flow, oauth2MetadataUrl: z.url().optional() }),
  }),
  z.strictObject({ openIdConnectSecurityScheme: z.strictObject({ description, openIdConnectUrl: z.url() }) }),
  z.strictObject({ mtlsSecurityScheme: z.strictObject({ description }) }),
]);

/** A2A 1.0's `AgentCard` as JSON. */
export const cardSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  supportedInterfaces: z.array(agentInterface).min(1),
  provider: z.strictObject({ url: z.url(), organization: z.string() }).optional(),
  version: z.string().min(1),
  documentationUrl: z.url().optional(),
  capabilities: z.strictObject({
    streaming: z.boolean().optional(),
    pushNotifications: z.boolean().optional(),
    extensions: z.array(
      z.strictObject({
        uri: z.string(),
        description: z.string().optional(),
        required: z.boolean().optional(),
        params: struct.optional(),
      }),
    ).optional(),
    extendedAgentCard: z.boolean().optional(),
  }),
  securitySchemes: z.record(z.string(), securityScheme).optional(),
  securityRequirements: z.array(requirement).optional(),
  defaultInputModes: strings.min(1),
  defaultOutputModes: strings.min(1),
  skills: z.array(skill).min(1),
  signatures: z.array(
    z.strictObject({ protected: z.string(), signature: z.string(), header: struct.optional() }),
  )
    .optional(),
  iconUrl: z.url().optional(),
});
