// SPDX-License-Identifier: Apache-2.0
// Writes src/generated/: the methods of each API as TypeScript types and a list of names, out of the
// OpenRPC documents in contract/, which are what the server prints. Part of `npm run build`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const CONTRACT = new URL("../../contract/", import.meta.url);
const GENERATED = new URL("../src/generated/", import.meta.url);

/** What an API's document becomes: its file, its interface, its list of names. */
const APIS = [
    { document: "openrpc-app.json", file: "app_methods.ts", type: "AppMethods" },
    { document: "openrpc-management.json", file: "management_methods.ts", type: "ManagementMethods" },
];

/** Members that hold, besides what their schema names, properties of the app's own. */
const WITH_OWN_PROPERTIES = new Set(["user", "item"]);

const TYPES = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

const indented = (text) => text.replace(/^(?=.)/gm, "    ");
const comment = (text) => (text ? `/** ${text.replaceAll("*/", "* /")} */\n` : "");
const union = (types) => [...new Set(types)].join(" | ");
const name = (text) => (/^[A-Za-z_]\w*$/.test(text) ? text : JSON.stringify(text));

/** Turns JSON schemas into types; `isParams`: of what callers hand in, which may be read-only. */
class Translator {
    constructor(isParams) {
        this.isParams = isParams;
    }

    typeOf(schema) {
        if ("const" in schema) return JSON.stringify(schema.const);
        if (schema.enum) return union(schema.enum.map((value) => JSON.stringify(value)));
        if (schema.oneOf) return union(schema.oneOf.map((each) => this.typeOf(each)));
        if (Array.isArray(schema.type)) {
            return union(schema.type.map((type) => this.typeOf({ ...schema, type })));
        }
        if (schema.type === undefined) return "JsonValue";
        if (schema.type === "array") return this.arrayType(schema.items);
        if (schema.type === "object") return this.objectType(schema);
        if (schema.type in TYPES) return TYPES[schema.type];
        throw new Error(`a schema that this script does not know: ${JSON.stringify(schema)}`);
    }

    arrayType(items) {
        const element = items ? this.typeOf(items) : "JsonValue";
        return `${this.isParams ? "readonly " : ""}${/[|&]/.test(element) ? `(${element})` : element}[]`;
    }

    objectType(schema) {
        if (schema.properties) {
            const required = new Set(schema.required);
            return this.members(
                Object.entries(schema.properties).map(([key, value]) => ({
                    name: key,
                    schema: value,
                    required: required.has(key),
                })),
            );
        }
        if (schema.additionalProperties) {
            return `Record<string, ${this.typeOf(schema.additionalProperties)}>`;
        }
        return "JsonObject";
    }

    members(list) {
        if (list.length === 0) return "Record<never, never>";
        return `{\n${indented(list.map((each) => this.member(each)).join("\n"))}\n}`;
    }

    member({ name: key, schema, required, description }) {
        let type = this.typeOf(schema);
        if (WITH_OWN_PROPERTIES.has(key) && type !== "JsonObject") {
            type += " & JsonObject";
        }
        // Left out and undefined are the same on the wire.
        const tail = required ? `: ${type};` : `?: ${type} | undefined;`;
        return `${comment(description)}${name(key)}${tail}`;
    }
}

const params = new Translator(true);
const results = new Translator(false);

function methodText(method) {
    const members = [
        `params: ${params.members(method.params)};`,
        `result: ${results.typeOf(method.result.schema)};`,
    ];
    const text = `${JSON.stringify(method.name)}: {\n${indented(members.join("\n"))}\n};`;
    return comment(method.summary) + text;
}

function fileText({ document, type }) {
    const { info, methods } = JSON.parse(readFileSync(new URL(document, CONTRACT), "utf8"));
    const body = methods.map(methodText).join("\n\n");
    const imported = ["JsonObject", "JsonValue"].filter((each) => body.includes(each)).join(", ");
    const list = type[0].toLowerCase() + type.slice(1);
    return `// SPDX-License-Identifier: Apache-2.0
// Made by scripts/generate_types.mjs from contract/${document}; not to be edited.
import type { ${imported} } from "../json.js";

${comment(info.description)}export interface ${type} {
${indented(body)}
}

export const ${list} = [
${indented(methods.map((method) => `${JSON.stringify(method.name)},`).join("\n"))}
] as const satisfies readonly (keyof ${type})[];
`;
}

mkdirSync(GENERATED, { recursive: true });
for (const api of APIS) {
    const target = new URL(api.file, GENERATED);
    writeFileSync(target, fileText(api));
    console.log(`wrote ${fileURLToPath(target)}`);
}
