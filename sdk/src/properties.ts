// SPDX-License-Identifier: Apache-2.0
import type { Connection } from "./connection.js";
import type { CallOptions } from "./endpoint.js";
import type { JsonObject, JsonValue } from "./json.js";

/** Properties that an app keeps at its user or its device. */
export class Properties {
    protected readonly connection: Connection;
    private readonly owner: "User" | "Device";

    constructor(connection: Connection, owner: "User" | "Device") {
        this.connection = connection;
        this.owner = owner;
    }

    /** Those of these names that there are; without names all. */
    async getProperties(names?: readonly string[] | null, options?: CallOptions): Promise<JsonObject> {
        const params = { names: names ?? undefined };
        return (await this.connection.call(`${this.owner}.getProperties`, params, options)).properties;
    }

    /** Undefined when there is none. */
    async getProperty(name: string, options?: CallOptions): Promise<JsonValue | undefined> {
        return (await this.getProperties([name], options))[name];
    }

    /** Adds or changes; what is not named stays. */
    saveProperties(properties: JsonObject, options?: CallOptions): Promise<"OK"> {
        return this.connection.call(`${this.owner}.saveProperties`, { properties }, options);
    }

    saveProperty(name: string, value: JsonValue, options?: CallOptions): Promise<"OK"> {
        return this.saveProperties({ [name]: value }, options);
    }
}
