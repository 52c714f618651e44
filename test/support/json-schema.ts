/** What docs/events.schema.json is written with. Any other keyword is an error: it would not be checked. */
interface Schema {
  readonly [keyword: string]: unknown;
}

const ANNOTATIONS = ['$schema', 'title', 'description'];

/**
 * The sentences that say where `value` is not what a JSON Schema asks for; none when it is. Errors: a plain Error for a
 * keyword that this check does not know.
 */
export function schemaErrors(schema: Schema, value: unknown, at = '$'): readonly string[] {
  return Object.entries(schema).flatMap(([keyword, asked]) => {
    if (ANNOTATIONS.includes(keyword)) return [];
    return check(keyword, asked, schema, value, at);
  });
}

function check(
  keyword: string,
  asked: unknown,
  schema: Schema,
  value: unknown,
  at: string,
): readonly string[] {
  const wrong = (isRight: boolean): readonly string[] =>
    isRight ? [] : [`${at} is ${JSON.stringify(value)}, not ${keyword} ${JSON.stringify(asked)}`];
  switch (keyword) {
    case 'type':
      return wrong([asked].flat().some((type) => isOf(value, type)));
    case 'enum':
      return wrong(Array.isArray(asked) && asked.includes(value));
    case 'minimum':
      return wrong(typeof value !== 'number' || value >= Number(asked));
    case 'pattern':
      return wrong(typeof value !== 'string' || new RegExp(String(asked), 'u').test(value));
    case 'required':
      return wrong(!isObject(value) || (asked as string[]).every((key) => Object.hasOwn(value, key)));
    case 'properties':
      return isObject(value)
        ? Object.entries(asked as Record<string, Schema>).flatMap(([key, inner]) =>
            Object.hasOwn(value, key) ? schemaErrors(inner, value[key], `${at}.${key}`) : [],
          )
        : [];
    case 'additionalProperties': {
      if (!isObject(value)) return [];
      const known = Object.keys(schema['properties'] ?? {});
      return Object.keys(value)
        .filter((key) => !known.includes(key))
        .flatMap((key) =>
          asked === false
            ? [`${at}.${key} is not allowed`]
            : schemaErrors(asked as Schema, value[key], `${at}.${key}`),
        );
    }
    default:
      throw new Error(`The keyword ${keyword} is not checked`);
  }
}

function isOf(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    case 'object':
      return isObject(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`The type ${String(type)} is not checked`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
