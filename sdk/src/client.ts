// SPDX-License-Identifier: Apache-2.0
import { Collection } from "./collection.js";
import { Connection, type ClientOptions } from "./connection.js";
import type { CallOptions } from "./endpoint.js";
import type { AppMethods } from "./generated/app_methods.js";
import type { JsonObject } from "./json.js";
import type { Arguments, ResultOf } from "./methods.js";
import { Properties } from "./properties.js";
import { User } from "./user.js";

export type Device = Properties;
export type MailOptions = NonNullable<AppMethods["Mailer.sendMail"]["params"]["options"]>;

export interface Mailer {
    /** Sends a user a mail made of a template; `substituteParams` fill its `%name%` places. */
    sendMail(
        userOid: string,
        templateName: string,
        substituteParams?: JsonObject | null,
        options?: MailOptions,
        call?: CallOptions,
    ): Promise<"OK">;
}

/** An app's door to its backend. The names are those of upstream's `monaca.cloud`. */
export interface Client {
    readonly User: User;
    readonly Device: Device;
    readonly Mailer: Mailer;
    Collection<Data extends object = JsonObject>(name: string): Collection<Data>;

    /** Calls a method by its name, with this app's credentials. */
    call<Name extends keyof AppMethods>(
        method: Name,
        ...args: Arguments<AppMethods, Name>
    ): Promise<ResultOf<AppMethods, Name>>;

    /** The id by which the server knows this device. */
    deviceId(): Promise<string>;
}

/** Sends nothing before the first call. */
export function createClient(options: ClientOptions): Client {
    const connection = new Connection(options);
    return {
        User: new User(connection),
        Device: new Properties(connection, "Device"),
        Mailer: {
            sendMail: (userOid, templateName, values, mail, call) => {
                const substituteParams = values ?? undefined;
                const params = { userOid, templateName, substituteParams, options: mail };
                return connection.call("Mailer.sendMail", params, call);
            },
        },
        Collection: (name) => new Collection(connection, name),
        call: (method, ...args) => connection.call(method, ...args),
        deviceId: () => connection.deviceId(),
    };
}
