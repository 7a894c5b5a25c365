// What SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json) asks of the objects that `sarif.ts` writes, for the
// tests: every property that it may use, its type, what is required, and nothing else.

const text = { type: 'string' } as const;
const integer = { type: 'integer', minimum: 0 } as const;
const line = { type: 'integer', minimum: 1 } as const;
const bag = { type: 'object' } as const;
const ref = (name: string): object => ({ $ref: `#/$defs/${name}` });
const list = (items: object, more: object = {}): object => ({ type: 'array', items, ...more });
const record = (values: object): object => ({ type: 'object', additionalProperties: values });

function shape(required: readonly string[], properties: Readonly<Record<string, object>>): object {
  return { type: 'object', additionalProperties: false, required, properties };
}

const location = shape([], {
  physicalLocation: shape(['artifactLocation'], {
    // A relative URI: no scheme, no root, no way up.
    artifactLocation: shape(['uri'], {
      uri: { type: 'string', pattern: '^[\\w-]+(?:/[\\w.-]+)+$' },
      uriBaseId: text,
    }),
    region: shape([], { startLine: line }),
  }),
  logicalLocations: list(shape([], { fullyQualifiedName: text })),
  message: ref('message'),
});

const rule = shape(['id'], {
  id: { type: 'string', minLength: 1 },
  shortDescription: ref('message'),
  fullDescription: ref('message'),
  help: ref('message'),
  defaultConfiguration: shape([], { level: ref('level') }),
  properties: bag,
});

const threadFlowLocation = shape([], {
  location: ref('location'),
  executionOrder: integer,
  importance: { enum: ['important', 'essential', 'unimportant'] },
  state: record(ref('message')),
});

const codeFlow = shape(['threadFlows'], {
  message: ref('message'),
  threadFlows: list(
    shape(['locations'], { id: text, locations: list(threadFlowLocation, { minItems: 1 }) }),
    { minItems: 1 },
  ),
});

const result = shape(['message', 'ruleId', 'locations', 'partialFingerprints'], {
  ruleId: text,
  ruleIndex: integer,
  // Of another kind than `fail` the level must be `none`.
  kind: { const: 'fail' },
  level: ref('level'),
  message: ref('message'),
  locations: list(ref('location'), { minItems: 1, maxItems: 1 }),
  partialFingerprints: record(text),
  codeFlows: list(codeFlow),
  properties: bag,
});

const run = shape(['tool', 'results'], {
  tool: shape(['driver'], {
    driver: shape(['name'], {
      name: text,
      version: text,
      rules: list(rule, { uniqueItems: true }),
    }),
  }),
  invocations: list(
    shape(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      exitCode: { type: 'integer' },
      startTimeUtc: text,
    }),
  ),
  originalUriBaseIds: record(shape([], { description: ref('message') })),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  results: list(result),
  properties: bag,
});

/** As a JSON Schema. */
export const sarifShape = {
  ...shape(['version', 'runs'], { $schema: text, version: { const: '2.1.0' }, runs: list(run) }),
  $defs: {
    // A brace that is doubled stands for itself; one alone would hold a place. `](` makes a link.
    message: shape(['text'], {
      text: { type: 'string', minLength: 1, pattern: '^(?:[^{}\\]]|\\{\\{|\\}\\}|\\](?!\\())+$' },
    }),
    level: { enum: ['none', 'note', 'warning', 'error'] },
    location,
  },
};
